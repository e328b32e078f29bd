/** What the bank keeps. `listed` is the text as its statements show it, `remittance` as the payer wrote it. */
export const bankSchema = `
  create table if not exists bank_accounts (
    iban text not null,
    currency text not null,
    holder text not null,
    opening_minor integer not null,
    opened_at integer not null,
    primary key (iban, currency)
  );
  create table if not exists bank_bookings (
    seq integer primary key autoincrement,
    iban text not null,
    currency text not null,
    booked_on text not null,
    amount_minor integer not null,
    counterparty text not null,
    remittance text not null,
    listed text not null,
    made_at integer not null
  );
  create index if not exists bank_bookings_account_idx on bank_bookings (iban, currency, booked_on, seq);
`

export const bankTables = ['bank_bookings', 'bank_accounts'] as const
