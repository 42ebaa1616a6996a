const two = (value: number): string => String(value).padStart(2, '0')

/** `14:05:07.123` in the browser's time zone: the same in all languages, to be compared with logs. */
export function exactTime(iso: string): string {
  const at = new Date(iso)
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')
  return `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
