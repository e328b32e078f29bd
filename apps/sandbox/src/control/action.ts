import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import type { World } from '../world.ts'

export interface Action {
  readonly path: string
  /** Runs in a transaction; the answer is what a program reads. */
  readonly run: (world: World, id: string, body: unknown) => object
}

/** A button of the control that was pressed wrongly. */
export class WrongPress extends Refusal {
  constructor(message: string) {
    super(400, message, { type: 'invalid_request_error' })
  }
}

export function action<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  run: (world: World, input: z.output<Schema>, id: string) => object,
): Action {
  return {
    path,
    run(world, id, body) {
      const parsed = schema.safeParse(body ?? {})
      if (!parsed.success) throw new WrongPress(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
      return run(world, parsed.data, id)
    },
  }
}

export const nothing = z.looseObject({})
export const yes = z.union([z.boolean(), z.enum(['true', 'on', 'false']).transform((value) => value !== 'false')])
/** Minor units as a number, or a written amount ("12.50") as a form sends it; empty means all. */
export const money = z.union([z.int().positive(), z.string()]).optional()
