type Translate = (key: string, named: Record<string, unknown>) => string

/** The fields that are still empty, as a form takes its errors. */
export function missingFields<Name extends string>(
  values: Partial<Record<Name, string>>,
  names: readonly Name[],
  t: Translate,
): { name: Name; message: string }[] {
  return names.filter((name) => !values[name]?.trim()).map((name) => ({ name, message: t('ui.field.required', {}) }))
}
