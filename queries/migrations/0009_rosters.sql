-- Units have a group and the months in which they are assessed; the figures that a notice sets for a
-- unit may have decimals and may change in the course of the year.
alter table unit rename to old_unit;

-- unit_group: '' where the notice has no groups. Months 1 to 12 are those of the scheme's year.
create table unit (
    unit_id integer primary key,
    scheme_id varchar not null,
    unit_name varchar not null,
    kind varchar not null,
    unit_group varchar not null,
    from_month tinyint not null,
    to_month tinyint not null,
    unique (scheme_id, unit_name),
);

insert into unit
select
    *,
    '' as unit_group,
    1 as from_month,
    12 as to_month,
from old_unit;

drop table old_unit;

alter table unit_attribute rename to old_attribute;

create table unit_attribute (
    unit_id integer not null,
    attribute_key varchar not null,
    from_month tinyint not null,
    to_month tinyint not null,
    attribute_value decimal(18, 6) not null,
    primary key (unit_id, attribute_key, from_month),
);

insert into unit_attribute
select
    unit_id,
    attribute_key,
    1 as from_month,
    12 as to_month,
    attribute_value,
from old_attribute;

drop table old_attribute;
