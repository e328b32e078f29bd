-- What a seller's papers say of it besides its name: address, country, numbers. Empty until somebody has set it.
alter table tenants add column company jsonb not null default '{}';

-- A paper after its buyer named a company. The first version stands in invoices.snapshot; none is ever changed.
create table invoice_versions (
  tenant_id  uuid not null references tenants on delete restrict,
  invoice_id uuid not null,
  version    int not null constraint invoice_versions_version_check check (version between 2 and 20),
  person_id  uuid not null,
  actor_id   uuid not null,
  snapshot   jsonb not null,
  created_at timestamptz not null,
  constraint invoice_versions_pkey primary key (tenant_id, invoice_id, version),
  constraint invoice_versions_invoice_fkey foreign key (tenant_id, invoice_id) references invoices on delete restrict
);
-- invoices.lastCompany: what somebody named last, over all tenants.
create index invoice_versions_person_id_created_at_idx on invoice_versions (person_id, created_at desc);
select protect('invoice_versions');
grant select, insert on invoice_versions to edurise_app;

-- The document of a version, as it was first drawn: whoever asks again gets these very bytes.
create table invoice_documents (
  tenant_id  uuid not null references tenants on delete restrict,
  invoice_id uuid not null,
  version    int not null constraint invoice_documents_version_check check (version between 1 and 20),
  sha256     text not null constraint invoice_documents_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes      bigint not null constraint invoice_documents_bytes_check check (bytes > 0),
  file_id    uuid not null,
  created_at timestamptz not null,
  constraint invoice_documents_pkey primary key (tenant_id, invoice_id, version),
  constraint invoice_documents_invoice_fkey foreign key (tenant_id, invoice_id) references invoices on delete restrict
);
select protect('invoice_documents');
grant select, insert on invoice_documents to edurise_app;
