-- Rights and addresses are remembered by every process; whoever changes them need not think of that.
create function tell_rights_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('rights_changed', coalesce(new.person_id, old.person_id)::text);
  return null;
end $$;
create trigger rights_gained after insert on memberships for each row when (new.role <> 'student') execute function tell_rights_changed();
create trigger rights_changed after update of role or delete on memberships for each row execute function tell_rights_changed();
create trigger rights_changed after insert or delete on platform_admins for each row execute function tell_rights_changed();

create function tell_routes_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('routes_changed', old.slug);
  return null;
end $$;
create trigger routes_changed after update or delete on course_routes for each row execute function tell_routes_changed();
create trigger routes_changed after update of slug, state or delete on tenants for each row execute function tell_routes_changed();

-- people.members: newest first.
create index memberships_tenant_id_created_at_idx on memberships (tenant_id, created_at desc, person_id desc);
