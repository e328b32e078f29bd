-- reconciliation.balance: an account's movements of some days, in whatever currency.
create index provider_movements_provider_account_at_idx on provider_movements (provider, account, at);
drop index provider_movements_at_idx;
