//! A practice to try things on: invented patients, a tenant, and the secrets with which calls are sent to it.
use std::path::{Path, PathBuf};

use phi_events::tenant::Platform;
use phi_events::{Service, Suite, TenantId};
use phi_seal::random;
use phi_service::{OsEntropy, TenantView};
use phi_testkit::mesh::{BoxError, Mesh, NewTenant, create_tenant};
use phi_testkit::nats::write_private;
use serde_json::{Value, json};

/// Name of the secret that opens the door for uploads.
pub const UPLOAD_SECRET: &str = "upload-token";
/// Name of the secret that signs webhooks.
pub const VAPI_SECRET: &str = "vapi-secret";

/// The invented people who phone in the recordings of `e2e/calls`: given and family name, date of birth, telephone
/// number, medical record number.
pub const PATIENTS: [(&str, &str, &str, &str, &str); 5] = [
    ("Marisol", "Quintanilla", "1984-03-09", "+12065550143", "7741932"),
    ("Thaddeus", "Okonkwo", "1951-11-23", "+12065550171", "3308517"),
    ("Priyanka", "Vellore", "1990-07-30", "+12065550118", "6150984"),
    ("Leopold", "Ashgrove", "1967-02-14", "+12065550156", "9027461"),
    ("Wilhelmina", "Tarkington", "1978-12-05", "+12065550189", "4486093"),
];

/// The same people as FHIR R4 Patient resources (<http://hl7.org/fhir/R4/patient.html>).
pub fn patients() -> Vec<Value> {
    let patient = |(number, (given, family, born, phone, mrn)): (usize, (&str, &str, &str, &str, &str))| {
        json!({
            "resourceType": "Patient", "id": format!("seed-{}", number + 1), "active": true,
            "identifier": [{
                "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
                "system": "urn:oid:1.2.3.4", "value": mrn,
            }],
            "name": [{"use": "official", "family": family, "given": [given]}],
            "telecom": [{"system": "phone", "value": phone}],
            "birthDate": born,
        })
    };
    PATIENTS.into_iter().enumerate().map(patient).collect()
}

/// A practice in the folder of a mesh.
#[derive(Debug, Clone)]
pub struct Practice {
    /// Its tenant.
    pub tenant: TenantId,
    /// The directory with its secrets, one file each.
    pub secrets: PathBuf,
}

impl Practice {
    /// The practice that a folder holds, made when there is none.
    ///
    /// # Errors
    /// A sentence that says what went wrong.
    pub async fn open(mesh: &Mesh) -> Result<Self, BoxError> {
        let secrets = mesh.folder.join("secrets");
        std::fs::create_dir_all(&secrets)?;
        for name in [UPLOAD_SECRET, VAPI_SECRET] {
            let path = secrets.join(name);
            if !path.is_file() {
                write_private(&path, &phi_events::ids::base32(&random::<20>(&OsEntropy)))?;
            }
        }
        let tenant = tenant_id(&mesh.folder.join("tenant"))?;
        let core = mesh.core(Service::Phimesh).await?;
        let known: Option<TenantView> = core.tenant(tenant).await.map_err(|fault| fault.source)?;
        if known.is_none() {
            create_tenant(&core, tenant, &wanted()).await?;
        }
        Ok(Self { tenant, secrets })
    }

    /// The file of a secret.
    pub fn secret(&self, name: &str) -> PathBuf {
        self.secrets.join(name)
    }
}

/// The id that the file holds, made when there is none: before the tenant, so that a crash between leaves no stranger.
fn tenant_id(path: &Path) -> Result<TenantId, BoxError> {
    if let Ok(text) = std::fs::read_to_string(path) {
        return Ok(text.trim().parse()?);
    }
    let made = TenantId(random(&OsEntropy));
    std::fs::write(path, made.to_string())?;
    Ok(made)
}

fn wanted() -> NewTenant {
    NewTenant {
        label: "practice".to_owned(),
        suite: Suite::XChaCha20Poly1305,
        baa: true,
        platforms: vec![
            Platform::Upload { secret: UPLOAD_SECRET.to_owned() },
            Platform::VapiHmac { secret: VAPI_SECRET.to_owned() },
        ],
        lives: vec![],
    }
}
