//! How many rows of which kind: what gauges need.
use phi_events::commit::PARKED;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QuerySelect};

use super::{Tables, standing, timer};
use crate::parts::{Count, Counted};

#[derive(FromQueryResult)]
struct Timers {
    kind: i32,
    many: i64,
    next: i64,
}

#[derive(FromQueryResult)]
struct Standing {
    standing: String,
    many: i64,
}

impl Tables {
    /// Counts what a service asks for.
    pub(crate) async fn counts(&self, counted: Counted, now_ms: u64) -> Result<Vec<Count>, DbErr> {
        match counted {
            Counted::Standing => self.count_standing().await,
            Counted::Timers => self.count_timers(i64::MAX).await,
            Counted::Due => self.count_timers(now_ms.cast_signed()).await,
        }
    }

    async fn count_timers(&self, until_ms: i64) -> Result<Vec<Count>, DbErr> {
        let rows = timer::Entity::find()
            .select_only()
            .column(timer::Column::Kind)
            .column_as(timer::Column::DueMs.count(), "many")
            .column_as(timer::Column::DueMs.min(), "next")
            .filter(timer::Column::Projection.eq(self.projection.clone()))
            .filter(timer::Column::Kind.ne(i32::from(PARKED)))
            .filter(timer::Column::DueMs.lte(until_ms))
            .group_by(timer::Column::Kind)
            .into_model::<Timers>()
            .all(&self.db)
            .await?;
        let read = |row: Timers| {
            let (count, next_ms) = (row.many.cast_unsigned(), row.next.cast_unsigned());
            Some(Count::Timers { kind: u8::try_from(row.kind).ok()?, count, next_ms })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    async fn count_standing(&self) -> Result<Vec<Count>, DbErr> {
        let rows = standing::Entity::find()
            .select_only()
            .column(standing::Column::Standing)
            .column_as(standing::Column::Aggregate.count(), "many")
            .filter(standing::Column::Projection.eq(self.projection.clone()))
            .group_by(standing::Column::Standing)
            .into_model::<Standing>()
            .all(&self.db)
            .await?;
        let read = |row: Standing| Count::Standing { word: row.standing, count: row.many.cast_unsigned() };
        Ok(rows.into_iter().map(read).collect())
    }
}
