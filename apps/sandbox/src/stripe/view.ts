import type { SQLInputValue } from 'node:sqlite'
import type { World } from '../world.ts'
import { badRequest, missing } from './errors.ts'
import type { ListParams } from './form.ts'
import { lineItemsOf } from './sessions.ts'
import { kindOf } from './shapes.ts'
import type { Json, Kind, Objects } from './shapes.ts'

type Tree = { readonly [field: string]: Json | undefined }

/** An object as the caller wants it: ids named in `expand` replaced by what they name. */
export function expandObject(world: World, object: Tree, paths: readonly string[] = []): Tree {
  return paths.reduce<Tree>((tree, path) => expandPath(world, tree, path.split('.'), path), object)
}

function expandPath(world: World, tree: Tree, [head = '', ...rest]: readonly string[], whole: string): Tree {
  const named = tree[head]
  const current = named === undefined ? hidden(world, tree, head) : named
  if (current === undefined) throw badRequest(`This property cannot be expanded (${whole}).`, undefined, 'expand')
  const expandOne = (value: Json): Json => {
    if (value === null) return null
    const found = typeof value === 'string' ? lookUp(world, value, whole) : value
    if (typeof found !== 'object' || found === null || isList(found))
      throw badRequest(`This property cannot be expanded (${whole}).`, undefined, 'expand')
    return rest.length === 0 ? found : expandPath(world, found, rest, whole)
  }
  return { ...tree, [head]: isList(current) ? current.map(expandOne) : expandOne(current) }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function lookUp(world: World, id: string, whole: string): Tree {
  const kind = kindOf(id)
  const found = kind === undefined ? undefined : world.store.find(kind, id)
  if (found === undefined) throw badRequest(`This property cannot be expanded (${whole}).`, undefined, 'expand')
  return found
}

/** Lists that are left out unless they are asked for. */
function hidden(world: World, tree: Tree, field: string): Tree | undefined {
  const { id } = tree
  if (typeof id !== 'string') return undefined
  if (tree['object'] === 'charge' && field === 'refunds') {
    return {
      object: 'list',
      data: world.store.list('refund', { where: 'charge = ?', values: [id], limit: 10 }),
      has_more: false,
      url: `/v1/charges/${id}/refunds`,
    }
  }
  if (tree['object'] === 'checkout.session' && field === 'line_items') {
    return { object: 'list', data: lineItemsOf(world, id), has_more: false, url: `/v1/checkout/sessions/${id}/line_items` }
  }
  return undefined
}

export function findOrRefuse<K extends Kind>(world: World, kind: K, id: string, param?: string): Objects[K] {
  const found = world.store.find(kind, id)
  if (found === undefined) throw missing(kind, id, param)
  return found
}

export type Where = readonly [clause: string, ...values: SQLInputValue[]]

/** One page, newest first, with Stripe's cursors. */
export function listPage(world: World, kind: Kind, url: string, params: ListParams, wheres: readonly (Where | undefined)[]): Tree {
  const limit = params.limit ?? 10
  const cursor = (id: string | undefined, name: string): number | undefined => {
    if (id === undefined) return undefined
    const seq = world.store.find(kind, id) === undefined ? undefined : world.store.seqOf(id)
    if (seq === undefined) throw missing(kind, id, name)
    return seq
  }
  if (params.starting_after !== undefined && params.ending_before !== undefined)
    throw badRequest('You cannot use both starting_after and ending_before.', undefined, 'ending_before')
  const before = cursor(params.starting_after, 'starting_after')
  const after = cursor(params.ending_before, 'ending_before')
  const clauses = [...wheres.filter((where) => where !== undefined), ...createdWheres(params.created)]
  const found = world.store.list(kind, {
    where: clauses.map(([clause]) => clause).join(' and ') || 'true',
    values: clauses.flatMap(([, ...values]) => values),
    limit: limit + 1,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  })
  const more = found.length > limit
  const surplus = after === undefined ? found.slice(0, limit) : found.slice(-limit)
  return expandObject(world, { object: 'list', data: surplus, has_more: more, url }, params.expand)
}

function createdWheres(created: ListParams['created']): Where[] {
  if (created === undefined) return []
  if (typeof created === 'number') return [['created = ?', created]]
  const signs = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const
  return (['gte', 'gt', 'lte', 'lt'] as const).flatMap((name): Where[] => {
    const value = created[name]
    return value === undefined ? [] : [[`created ${signs[name]} ?`, value]]
  })
}
