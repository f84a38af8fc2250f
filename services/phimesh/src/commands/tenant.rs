//! `phimesh tenant`: practices, their agreements, platforms and lives.
use clap::{Args, Subcommand, ValueEnum};
use phi_events::tenant::{Life, Platform, Tenant, TenantFact};
use phi_events::{DataClass, Suite, TenantId};
use phi_service::TenantView;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{Tone, table};
use crate::read::listing;
use crate::session::Session;
use crate::tenants::{self, Change, secret_of};
use crate::words::{instant, name, parse_instant, suite};

/// Verbs about practices.
#[derive(Debug, Subcommand)]
pub(crate) enum TenantVerb {
    /// Make a tenant: its keys of this month, then its name.
    Create(CreateArgs),
    /// Show what is true of a tenant.
    Show {
        /// The tenant; phimesh.tenant when it is left out.
        tenant: Option<TenantId>,
    },
    /// List every tenant.
    List,
    /// Let a platform deliver.
    AddPlatform(PlatformArgs),
    /// Record a business associate agreement (45 CFR 164.504(e)), or its end.
    Baa(BaaArgs),
    /// Set how long classes live, in days: `audio=30`. Classes that are left out keep the default.
    SetLives(LivesArgs),
}

/// Flags of `tenant create`.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// A short name for operators. Not PHI.
    #[arg(long)]
    label: String,
    /// Name of the compliance profile.
    #[arg(long, default_value = "default")]
    profile: String,
    /// How its records are sealed.
    #[arg(long, value_enum, default_value = "xchacha20-poly1305")]
    suite: SuiteName,
    /// Its id; random when it is left out.
    #[arg(long, value_name = "ID")]
    id: Option<TenantId>,
    /// Your account id.
    #[arg(long, value_name = "ACCOUNT")]
    by: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SuiteName {
    #[value(name = "xchacha20-poly1305")]
    XChaCha20Poly1305,
    #[value(name = "aes-256-gcm")]
    Aes256Gcm,
}

/// Flags of `tenant add-platform`.
#[derive(Debug, Args)]
pub(crate) struct PlatformArgs {
    /// How deliveries are proven.
    #[arg(value_enum)]
    kind: Kind,
    /// Name of the secret's file in call-intake's directory of secrets.
    #[arg(long, value_name = "NAME")]
    secret: String,
    #[command(flatten)]
    about: About,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Vapi's webhook, signed with HMAC-SHA256.
    VapiHmac,
    /// Vapi's webhook, with a bearer token.
    VapiBearer,
    /// Uploads, with a bearer token.
    Upload,
}

/// Flags of `tenant baa`.
#[derive(Debug, Args)]
pub(crate) struct BaaArgs {
    /// From when it is in force: RFC 3339 or Unix milliseconds.
    #[arg(long, value_name = "INSTANT", value_parser = parse_instant, required_unless_present = "end")]
    from: Option<u64>,
    /// Until when, if it has an end.
    #[arg(long, value_name = "INSTANT", value_parser = parse_instant, conflicts_with = "end")]
    until: Option<u64>,
    /// Name of the signed document.
    #[arg(long, value_name = "NAME", required_unless_present = "end")]
    document: Option<String>,
    /// End every agreement at this instant: nothing more is taken in.
    #[arg(long, value_name = "INSTANT", value_parser = parse_instant, conflicts_with_all = ["from", "document"])]
    end: Option<u64>,
    #[command(flatten)]
    about: About,
}

/// Flags of `tenant set-lives`.
#[derive(Debug, Args)]
pub(crate) struct LivesArgs {
    /// One life a class: `audio=30`.
    #[arg(required = true, value_name = "CLASS=DAYS", value_parser = life)]
    lives: Vec<Life>,
    #[command(flatten)]
    about: About,
}

/// Which tenant, and who writes.
#[derive(Debug, Args)]
struct About {
    /// The tenant; phimesh.tenant when it is left out.
    #[arg(long, value_name = "ID")]
    tenant: Option<TenantId>,
    /// Your account id.
    #[arg(long, value_name = "ACCOUNT")]
    by: String,
}

fn life(text: &str) -> Result<Life, String> {
    let (class, days) = text.split_once('=').ok_or("write CLASS=DAYS")?;
    let class = DataClass::from_token(class).ok_or("there is no class of this name")?;
    let days = days.parse().map_err(|_| "days are a whole number")?;
    Ok(Life { class, days })
}

pub(crate) async fn run(session: &Session, verb: TenantVerb) -> Result<(), Failure> {
    match verb {
        TenantVerb::Create(args) => create(session, args).await,
        TenantVerb::Show { tenant } => show(session, tenant).await,
        TenantVerb::List => list(session).await,
        TenantVerb::AddPlatform(PlatformArgs { kind, secret, about }) => {
            let platform = match kind {
                Kind::VapiHmac => Platform::VapiHmac { secret },
                Kind::VapiBearer => Platform::VapiBearer { secret },
                Kind::Upload => Platform::Upload { secret },
            };
            written(session, about, Change::Platform(platform)).await
        }
        TenantVerb::Baa(BaaArgs { from, until, document, end, about }) => {
            let change = match (end, from, document) {
                (Some(at_ms), _, _) => Change::BaaEnd { at_ms },
                (None, Some(from_ms), Some(document)) => Change::Baa { from_ms, until_ms: until, document },
                (None, _, _) => return Err(Failure::Usage("give --from and --document, or --end".to_owned())),
            };
            written(session, about, change).await
        }
        TenantVerb::SetLives(LivesArgs { lives, about }) => written(session, about, Change::Lives(lives)).await,
    }
}

async fn create(session: &Session, args: CreateArgs) -> Result<(), Failure> {
    let chosen = match args.suite {
        SuiteName::XChaCha20Poly1305 => Suite::XChaCha20Poly1305,
        SuiteName::Aes256Gcm => Suite::Aes256Gcm,
    };
    let made = Change::Create { label: args.label, profile: args.profile, suite: chosen };
    let tenant = tenants::create(&session.core().await?, args.id, &args.by, made).await?;
    session.out.print(&json!({"tenant": tenant.to_string()}), || {
        format!("tenant {tenant}\nNext: phimesh tenant baa …, phimesh tenant add-platform …; nothing is taken in before both.")
    });
    Ok(())
}

async fn written(session: &Session, about: About, change: Change) -> Result<(), Failure> {
    let tenant = session.tenant(about.tenant)?;
    let changed = tenants::change(&session.core().await?, tenant, &about.by, change).await?;
    let text = if changed { "written; services know it within seconds" } else { "it was so already" };
    session.out.print(&json!({"tenant": tenant.to_string(), "changed": changed}), || text.to_owned());
    Ok(())
}

async fn show(session: &Session, tenant: Option<TenantId>) -> Result<(), Failure> {
    let tenant = session.tenant(tenant)?;
    let core = session.core().await?;
    let view = tenants::view(&core, tenant).await?;
    let in_force = view.baa_in_force(core.now_ms());
    session.out.print(&value(tenant, &view, in_force), || text(session, tenant, &view, in_force));
    Ok(())
}

fn value(tenant: TenantId, view: &TenantView, in_force: bool) -> Value {
    let baa: Vec<Value> = view.baa.iter().map(|(from, until)| json!({"from_ms": from, "until_ms": until})).collect();
    json!({
        "tenant": tenant.to_string(), "label": view.label, "profile": view.profile, "suite": suite(view.suite),
        "baa": baa, "baa_in_force": in_force, "frozen_ms": view.frozen_ms, "platforms": view.platforms, "lives": view.lives,
    })
}

fn text(session: &Session, tenant: TenantId, view: &TenantView, in_force: bool) -> String {
    let agreement = |(from, until): &(u64, Option<u64>)| {
        format!("{} to {}", instant(*from), until.map_or("open".to_owned(), instant))
    };
    let agreements: Vec<String> = view.baa.iter().map(agreement).collect();
    let platforms: Vec<String> =
        view.platforms.iter().map(|platform| format!("{} ({})", name(platform), secret_of(platform))).collect();
    let lives: Vec<String> =
        view.lives.iter().map(|life| format!("{} {} days", life.class.token(), life.days)).collect();
    let force = if in_force {
        session.out.paint(Tone::Good, "in force")
    } else {
        session.out.paint(Tone::Bad, "NOT in force: nothing is taken in")
    };
    let frozen = view.frozen_ms.map_or("no".to_owned(), |at_ms| {
        session.out.paint(Tone::Bad, &format!("since {}: nothing is opened, taken in or destroyed", instant(at_ms)))
    });
    let or = |list: Vec<String>, none: &str| if list.is_empty() { none.to_owned() } else { list.join(", ") };
    format!(
        "tenant     {tenant}\nlabel      {}\nprofile    {}\nsuite      {}\nagreement  {force}; {}\nfrozen     {frozen}\nplatforms  {}\nlives      {}",
        view.label,
        view.profile,
        suite(view.suite),
        or(agreements, "none"),
        or(platforms, "none"),
        or(lives, "the defaults"),
    )
}

async fn list(session: &Session) -> Result<(), Failure> {
    let core = session.core().await?;
    let found = listing::<Tenant>(&core, None).await?;
    let mut tenants: Vec<(String, String)> = Vec::new();
    for commit in &found.commits {
        for fact in &commit.facts {
            if let TenantFact::Created { label, .. } = fact {
                tenants.push((commit.tenant.to_string(), label.clone()));
            }
        }
    }
    let value: Vec<Value> = tenants.iter().map(|(tenant, label)| json!({"tenant": tenant, "label": label})).collect();
    let rows: Vec<Vec<String>> = tenants.into_iter().map(|(tenant, label)| vec![tenant, label]).collect();
    session.out.print(&value, || table(&["tenant", "label"], &rows));
    Ok(())
}
