-- One row per scheme and month that was ever sealed or issued: how it stands, and the newest act.
-- Read by 封存与更正 and `kaohe editions`. edition_id, revision: the newest edition; NULL: none.
create or replace view month_seal as
with
    acts as (
        select
            scheme_id,
            month,
            max(change_id) as change_id,
        from seal_change
        group by scheme_id, month
    ),

    editions as (
        select
            scheme_id,
            month,
            arg_max(edition_id, revision) as edition_id,
            max(revision) as revision,
        from edition
        group by scheme_id, month
    )

select
    month_state.scheme_id,
    month_state.month,
    month_state.is_sealed,
    case when getvariable('viewer_units') is null then seal_change.actor end as actor,
    case when getvariable('viewer_units') is null then seal_change.reason end as reason,
    seal_change.changed_at,
    editions.edition_id,
    editions.revision,
from acts
inner join seal_change using (change_id)
inner join month_state
    on acts.scheme_id = month_state.scheme_id and acts.month = month_state.month
left join editions
    on acts.scheme_id = editions.scheme_id and acts.month = editions.month;
