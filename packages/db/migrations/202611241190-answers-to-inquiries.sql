-- disputes.byId, payments.orderDetails: an inquiry that was answered and became a dispute all the same is answered again; this is when it was the first time.
alter table disputes add column inquiry_answered_at timestamptz;
