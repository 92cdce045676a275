-- One row per batch (batch_state), for whoever sees every unit.
-- Read by 数据导入 and `kaohe batches`.
create or replace view batch_history as
select batch_state.*
from batch_state
inner join visible_batch using (batch_id);
