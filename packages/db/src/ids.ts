import { v7 } from 'uuid'

/** A new time-ordered id (UUID version 7, RFC 9562). Made here and not by Postgres, which knows them only from version 18. */
export function newId<Id extends string>(): Id {
  return v7() as Id
}
