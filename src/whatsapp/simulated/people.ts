/** Who a simulated account knows from the start. */
export interface PersonScript {
  /** As the conversations name the person. */
  readonly key: string
  /** As saved in the phone's address book; null for people who are not. */
  readonly savedName: string | null
  readonly pushName: string | null
  /** Country code and leading digits, and how many digits follow. */
  readonly number: readonly [prefix: string, length: number]
  /** PHONE: by number only; BOTH: by LID with a known number; LID_ONLY: by LID, the number hidden. */
  readonly known: 'PHONE' | 'BOTH' | 'LID_ONLY'
  /** The key of the conversation in their private chat; null if there is no such chat. */
  readonly conversation: string | null
}

/** The people of every simulated account; the order is that of their private chats, newest activity first. */
export const PEOPLE: readonly PersonScript[] = [
  person('siti', 'Siti Rahayu', 'Siti 🌸', ['+62812', 8], 'PHONE', 'indonesian'),
  person('oliver', 'Oliver Bennett', 'Ollie', ['+447700', 6], 'BOTH', 'english'),
  person('noura', 'نورة الحربي', 'نورة', ['+96655', 7], 'PHONE', 'arabic'),
  person('zoe', null, 'Zoë 🦊✨', ['+4915', 9], 'LID_ONLY', 'emoji'),
  person('wei', '王伟 (供应商)', '王伟', ['+86138', 8], 'BOTH', 'chinese'),
  person('yael', 'יעל כהן', 'יעל', ['+97254', 7], 'PHONE', 'hebrew'),
  person('priya', 'प्रिया शर्मा', 'Priya', ['+9198', 8], 'PHONE', 'hindi'),
  person('mariana', 'Mariana Souza', 'Mari', ['+551198', 7], 'BOTH', 'portuguese'),
  person('budi', 'Budi Santoso', 'Budi', ['+62813', 8], 'PHONE', null),
  person('dewi', null, 'Dewi Lestari', ['+62857', 8], 'LID_ONLY', null),
  person('david', null, 'דוד לוי', ['+97252', 7], 'PHONE', null),
  person('lucas', 'Lucas Müller', null, ['+4917', 9], 'BOTH', null),
  person('agus', null, 'Agus 👨‍👩‍👧', ['+62878', 8], 'LID_ONLY', null),
]

function person(
  key: string,
  savedName: string | null,
  pushName: string | null,
  number: readonly [prefix: string, length: number],
  known: PersonScript['known'],
  conversation: string | null,
): PersonScript {
  return { key, savedName, pushName, number, known, conversation }
}

/** What people of arriving messages are called; combined they name 432 people before a number is added. */
export const FIRST_NAMES: readonly string[] = (
  'Ayu,Rizky,Putri,Emma,Noah,Chloé,Jürgen,Søren,Łukasz,João,Nguyễn,Ngozi,محمد,ليلى,أحمد,נועה,איתן,अर्जुन,अनन्या,' +
  '李娜,张伟,佐藤,Олена,🌻 Rosa'
).split(',')

/** See FIRST_NAMES. */
export const LAST_NAMES: readonly string[] = (
  'Wijaya,Hidayat,Smith,García,Okafor,Öztürk,Kowalska,Tanaka,Haddad,Levi,Iyer,Chen,Silva,Dubois,Novák,Mbeki,' +
  'Larsen,Rossi'
).split(',')
