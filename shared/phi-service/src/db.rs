//! The projector's tables: where it stands, what every aggregate's state is (as a hash), and what is due. All of it can be
//! dropped and folded again.
use std::collections::BTreeMap;

use phi_events::commit::TimerOp;
use phi_events::{AggregateId, TenantId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, IsolationLevel, QueryOrder,
    QuerySelect, Set, TransactionTrait,
};
use sha2::{Digest, Sha256};

use crate::freeze::Resting;
use crate::lease::{is_shared, lock_of};

mod counts;
mod entities;

use entities::TABLES;
pub(crate) use entities::{aggregate, position, standing, timer, waiting};

/// One aggregate's change, as a batch ends with it.
pub(crate) struct Change {
    pub sequence: u64,
    pub digest: String,
    pub timers: Vec<TimerOp>,
    /// How many things wait for a person, where that has changed.
    pub waiting: Option<u32>,
    /// Where it stands, where that has changed.
    pub standing: Option<&'static str>,
}

/// Whose change it is.
pub(crate) type Name = (TenantId, AggregateId);

/// A due timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DueTimer {
    pub tenant: TenantId,
    pub aggregate: AggregateId,
    pub kind: u8,
    pub due_ms: u64,
}

/// The tables of one projection.
#[derive(Clone)]
pub(crate) struct Tables {
    db: DatabaseConnection,
    projection: String,
    shared: bool,
}

impl Tables {
    pub(crate) async fn open(url: &str, projection: &str) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url);
        // SQLite has one writer, and an in-memory database exists once a connection
        let connections = if url.starts_with("sqlite") { 1 } else { 4 };
        options.max_connections(connections).min_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await?;
        let tables = Self { db, projection: projection.to_owned(), shared: is_shared(url) };
        tables.make().await?;
        Ok(tables)
    }

    async fn make(&self) -> Result<(), DbErr> {
        let transaction = self.db.begin().await?;
        if self.shared {
            // IF NOT EXISTS fails in PostgreSQL when two make the same table at once: replicas take turns
            let turn = format!("SELECT pg_advisory_xact_lock({})", lock_of("tables"));
            transaction.execute_unprepared(&turn).await?;
        }
        for table in TABLES {
            transaction.execute_unprepared(table).await?;
        }
        let row = position::ActiveModel { projection: Set(self.projection.clone()), sequence: Set(0), events: Set(0) };
        let keep = OnConflict::column(position::Column::Projection).do_nothing().to_owned();
        position::Entity::insert(row).on_conflict(keep).exec_without_returning(&transaction).await?;
        transaction.commit().await
    }

    pub(crate) async fn position(&self) -> Result<(u64, u64), DbErr> {
        let found = position::Entity::find_by_id(self.projection.clone()).one(&self.db).await?;
        Ok(found.map_or((0, 0), |row| (row.sequence.cast_unsigned(), row.events.cast_unsigned())))
    }

    /// Writes a batch that begins after `from`, and where it ends, in one transaction. Nothing is written when the
    /// projection stands elsewhere: another replica has taken the lead.
    pub(crate) async fn write(
        &self,
        changes: &BTreeMap<Name, Change>,
        from: u64,
        sequence: u64,
        events: u64,
    ) -> Result<(), DbErr> {
        let transaction = self.db.begin().await?;
        self.write_position(&transaction, Some(from), sequence, events).await?;
        self.write_states(&transaction, changes).await?;
        for ((tenant, aggregate), change) in changes {
            for op in &change.timers {
                self.write_timer(&transaction, *tenant, *aggregate, *op).await?;
            }
            if let Some(count) = change.waiting {
                self.write_waiting(&transaction, *tenant, *aggregate, count).await?;
            }
            if let Some(word) = change.standing {
                self.write_standing(&transaction, *tenant, *aggregate, word).await?;
            }
        }
        transaction.commit().await
    }

    /// Moves the position; the row stays locked until the transaction ends.
    async fn write_position(
        &self,
        transaction: &DatabaseTransaction,
        from: Option<u64>,
        sequence: u64,
        events: u64,
    ) -> Result<(), DbErr> {
        let mut update = position::Entity::update_many()
            .col_expr(position::Column::Sequence, Expr::value(sequence.cast_signed()))
            .col_expr(position::Column::Events, Expr::value(events.cast_signed()))
            .filter(position::Column::Projection.eq(self.projection.clone()));
        if let Some(from) = from {
            update = update.filter(position::Column::Sequence.eq(from.cast_signed()));
        }
        match update.exec(transaction).await?.rows_affected {
            1 => Ok(()),
            _ => Err(DbErr::Custom("another process has moved the projection".to_owned())),
        }
    }

    async fn write_states(
        &self,
        transaction: &DatabaseTransaction,
        changes: &BTreeMap<Name, Change>,
    ) -> Result<(), DbErr> {
        let rows: Vec<aggregate::ActiveModel> = changes
            .iter()
            .map(|((tenant, id), change)| aggregate::ActiveModel {
                projection: Set(self.projection.clone()),
                tenant: Set(tenant.to_string()),
                aggregate: Set(id.to_string()),
                sequence: Set(change.sequence.cast_signed()),
                digest: Set(change.digest.clone()),
            })
            .collect();
        for rows in rows.chunks(100) {
            let key = [aggregate::Column::Projection, aggregate::Column::Tenant, aggregate::Column::Aggregate];
            let update = OnConflict::columns(key)
                .update_columns([aggregate::Column::Sequence, aggregate::Column::Digest])
                .to_owned();
            aggregate::Entity::insert_many(rows.to_vec()).on_conflict(update).exec(transaction).await?;
        }
        Ok(())
    }

    async fn write_timer(
        &self,
        transaction: &DatabaseTransaction,
        tenant: TenantId,
        id: AggregateId,
        op: TimerOp,
    ) -> Result<(), DbErr> {
        let (tenant, id) = (tenant.to_string(), id.to_string());
        match op {
            TimerOp::Set { kind, due_ms } => {
                let row = timer::ActiveModel {
                    projection: Set(self.projection.clone()),
                    tenant: Set(tenant),
                    aggregate: Set(id),
                    kind: Set(i32::from(kind)),
                    due_ms: Set(due_ms.min(i64::MAX.cast_unsigned()).cast_signed()),
                };
                let key =
                    [timer::Column::Projection, timer::Column::Tenant, timer::Column::Aggregate, timer::Column::Kind];
                let update = OnConflict::columns(key).update_column(timer::Column::DueMs).to_owned();
                timer::Entity::insert(row).on_conflict(update).exec(transaction).await?;
            }
            TimerOp::Clear { kind } => {
                timer::Entity::delete_by_id((self.projection.clone(), tenant, id, i32::from(kind)))
                    .exec(transaction)
                    .await?;
            }
        }
        Ok(())
    }

    async fn write_waiting(
        &self,
        transaction: &DatabaseTransaction,
        tenant: TenantId,
        id: AggregateId,
        count: u32,
    ) -> Result<(), DbErr> {
        let (projection, tenant, aggregate) = (self.projection.clone(), tenant.to_string(), id.to_string());
        if count == 0 {
            waiting::Entity::delete_by_id((projection, tenant, aggregate)).exec(transaction).await?;
            return Ok(());
        }
        let (projection, tenant, aggregate) = (Set(projection), Set(tenant), Set(aggregate));
        let row = waiting::ActiveModel { projection, tenant, aggregate, count: Set(i64::from(count)) };
        let key = [waiting::Column::Projection, waiting::Column::Tenant, waiting::Column::Aggregate];
        let update = OnConflict::columns(key).update_column(waiting::Column::Count).to_owned();
        waiting::Entity::insert(row).on_conflict(update).exec(transaction).await?;
        Ok(())
    }

    async fn write_standing(
        &self,
        transaction: &DatabaseTransaction,
        tenant: TenantId,
        id: AggregateId,
        word: &'static str,
    ) -> Result<(), DbErr> {
        let (tenant, aggregate) = (Set(tenant.to_string()), Set(id.to_string()));
        let projection = Set(self.projection.clone());
        let row = standing::ActiveModel { projection, tenant, aggregate, standing: Set(word.to_owned()) };
        let key = [standing::Column::Projection, standing::Column::Tenant, standing::Column::Aggregate];
        let update = OnConflict::columns(key).update_column(standing::Column::Standing).to_owned();
        standing::Entity::insert(row).on_conflict(update).exec(transaction).await?;
        Ok(())
    }

    /// What waits for a person, in the order of tenant and aggregate.
    pub(crate) async fn waiting(&self) -> Result<Vec<waiting::Model>, DbErr> {
        let rows = waiting::Entity::find().filter(waiting::Column::Projection.eq(self.projection.clone()));
        let mut rows = rows.all(&self.db).await?;
        rows.sort_by(|a, b| (&a.tenant, &a.aggregate).cmp(&(&b.tenant, &b.aggregate)));
        Ok(rows)
    }

    pub(crate) async fn due(&self, now_ms: u64, most: u64, resting: &Resting) -> Result<Vec<DueTimer>, DbErr> {
        let rows = timer::Entity::find()
            .filter(timer::Column::Projection.eq(self.projection.clone()))
            .filter(timer::Column::DueMs.lte(now_ms.cast_signed()))
            .filter(resting.passed_by())
            .order_by_asc(timer::Column::DueMs)
            .limit(most)
            .all(&self.db)
            .await?;
        let read = |row: timer::Model| {
            let (tenant, aggregate) = (row.tenant.parse().ok()?, row.aggregate.parse().ok()?);
            Some(DueTimer { tenant, aggregate, kind: u8::try_from(row.kind).ok()?, due_ms: row.due_ms.cast_unsigned() })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    pub(crate) async fn knows(&self, name: Name) -> Result<bool, DbErr> {
        let id = (self.projection.clone(), name.0.to_string(), name.1.to_string());
        Ok(aggregate::Entity::find_by_id(id).one(&self.db).await?.is_some())
    }

    /// Empties the projection: what a rebuild begins with.
    pub(crate) async fn empty(&self) -> Result<(), DbErr> {
        let transaction = self.db.begin().await?;
        self.write_position(&transaction, None, 0, 0).await?;
        aggregate::Entity::delete_many()
            .filter(aggregate::Column::Projection.eq(self.projection.clone()))
            .exec(&transaction)
            .await?;
        timer::Entity::delete_many()
            .filter(timer::Column::Projection.eq(self.projection.clone()))
            .exec(&transaction)
            .await?;
        waiting::Entity::delete_many()
            .filter(waiting::Column::Projection.eq(self.projection.clone()))
            .exec(&transaction)
            .await?;
        standing::Entity::delete_many()
            .filter(standing::Column::Projection.eq(self.projection.clone()))
            .exec(&transaction)
            .await?;
        transaction.commit().await
    }

    /// SHA-256 over every row in order: equal states have equal hashes (INV-03). Also how many aggregates and timers.
    pub(crate) async fn state_hash(&self) -> Result<(String, usize, usize), DbErr> {
        // one snapshot: a leader elsewhere may write between the two readings
        let isolation = self.shared.then_some(IsolationLevel::RepeatableRead);
        let transaction = self.db.begin_with_config(isolation, None).await?;
        let mut states = aggregate::Entity::find()
            .filter(aggregate::Column::Projection.eq(self.projection.clone()))
            .all(&transaction)
            .await?;
        let mut timers = timer::Entity::find()
            .filter(timer::Column::Projection.eq(self.projection.clone()))
            .all(&transaction)
            .await?;
        let waiting = waiting::Entity::find().filter(waiting::Column::Projection.eq(self.projection.clone()));
        let mut waiting = waiting.all(&transaction).await?;
        transaction.commit().await?;
        // here and not in SQL, where the order of texts is a setting
        states.sort_by(|a, b| (&a.tenant, &a.aggregate).cmp(&(&b.tenant, &b.aggregate)));
        timers.sort_by(|a, b| (&a.tenant, &a.aggregate, a.kind).cmp(&(&b.tenant, &b.aggregate, b.kind)));
        waiting.sort_by(|a, b| (&a.tenant, &a.aggregate).cmp(&(&b.tenant, &b.aggregate)));
        let mut hash = Sha256::new();
        for row in &states {
            hash.update(format!("{} {} {} {}\n", row.tenant, row.aggregate, row.sequence, row.digest));
        }
        for row in &timers {
            hash.update(format!("{} {} {} {}\n", row.tenant, row.aggregate, row.kind, row.due_ms));
        }
        for row in &waiting {
            hash.update(format!("{} {} waits {}\n", row.tenant, row.aggregate, row.count));
        }
        let hex = hash.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        Ok((hex, states.len(), timers.len()))
    }
}
