//! The tables of projections, and their rows.
/// Where a projection stands in its stream.
pub(crate) mod position {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "phi_position")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub projection: String,
        pub sequence: i64,
        pub events: i64,
    }

    /// No table refers to another.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The state of each aggregate, as the SHA-256 of its fold.
pub(crate) mod aggregate {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "phi_aggregate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub projection: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub aggregate: String,
        pub sequence: i64,
        pub digest: String,
    }

    /// No table refers to another.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is due, and when.
pub(crate) mod timer {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "phi_timer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub projection: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub aggregate: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: i32,
        pub due_ms: i64,
    }

    /// No table refers to another.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many things of an aggregate wait for a person.
pub(crate) mod waiting {
    use sea_orm::entity::prelude::*;

    /// One row; none where nothing waits.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "phi_waiting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub projection: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub aggregate: String,
        pub count: i64,
    }

    /// No table refers to another.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Where an aggregate stands, for gauges. No part of the state hash: it says nothing that the state does not.
pub(crate) mod standing {
    use sea_orm::entity::prelude::*;

    /// One row; none where a domain does not say.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "phi_standing")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub projection: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub aggregate: String,
        pub standing: String,
    }

    /// No table refers to another.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Makes them; each statement can be run again.
pub(super) const TABLES: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS phi_position (projection TEXT PRIMARY KEY, sequence BIGINT NOT NULL, events BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS phi_aggregate (projection TEXT, tenant TEXT, aggregate TEXT, sequence BIGINT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (projection, tenant, aggregate))",
    "CREATE TABLE IF NOT EXISTS phi_waiting (projection TEXT, tenant TEXT, aggregate TEXT, count BIGINT NOT NULL, PRIMARY KEY (projection, tenant, aggregate))",
    "CREATE TABLE IF NOT EXISTS phi_standing (projection TEXT, tenant TEXT, aggregate TEXT, standing TEXT NOT NULL, PRIMARY KEY (projection, tenant, aggregate))",
    "CREATE TABLE IF NOT EXISTS phi_timer (projection TEXT, tenant TEXT, aggregate TEXT, kind INTEGER, due_ms BIGINT NOT NULL, PRIMARY KEY (projection, tenant, aggregate, kind))",
];
