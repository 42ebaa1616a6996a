/** What people answer: to a question, to anything else, and what they add now and then. */
export interface AnswerTexts {
  readonly questions: readonly string[]
  readonly statements: readonly string[]
  readonly more: readonly string[]
}

const texts = (questions: string, statements: string, more: string): AnswerTexts => ({
  questions: questions.split('|'),
  statements: statements.split('|'),
  more: more.split('|'),
})

const ENGLISH = texts(
  'Good question, let me check and get back to you|Yes, absolutely|I think so. Give me until tonight?|' +
    'Not sure yet, probably tomorrow|Yep! Why do you ask?|Let me ask around and tell you',
  'Sounds good 👍|Ha, that made my day|Got it, thanks!|Perfect, see you then|Oh nice! Tell me more|' +
    'On a call right now, reading this properly later|Noted. Thank you!|Same here, to be honest',
  'By the way, are you coming on Sunday?|Talk later, the kettle is boiling ☕|Say hi to everyone from me|😄',
)

const INDONESIAN = texts(
  'Sebentar ya, saya cek dulu|Bisa kak, aman|Kayaknya bisa, nanti malam saya kabari|Belum tahu nih, besok ya|' +
    'Iya betul 😊|Boleh, kapan enaknya?',
  'Siap, makasih ya 🙏|Oke, noted|Wah mantap!|Alhamdulillah, senang dengarnya|Hahaha bisa aja|' +
    'Baik, nanti saya kabari lagi|Oke deh, sampai ketemu',
  'Oh iya, jangan lupa makan ya 😄|Salam buat keluarga|Nanti disambung lagi, lagi di jalan|🙏🙏',
)

const ARABIC = texts(
  'لحظة، سأتأكد وأخبرك|نعم، بكل تأكيد|إن شاء الله، أخبرك مساء|لست متأكدة بعد، ربما غدا|أكيد، متى يناسبك؟',
  'تمام، شكرا لك 🌹|ما شاء الله!|الحمد لله، أسعدتني|وصلت الرسالة، شكرا|إن شاء الله خير|اتفقنا',
  'سلم لي على الأهل|نتكلم لاحقا، أنا في الطريق|😄|لا تنس موعد الجمعة',
)

const HEBREW = texts(
  'רגע, בודקת וחוזרת אליך|כן, בטח|נראה לי שכן, אעדכן בערב|עוד לא יודעת, כנראה מחר|ברור! למה?',
  'סגור 👍|מעולה, תודה!|איזה כיף לשמוע|קיבלתי, תודה רבה|חחח גדול|סבבה, נדבר',
  'תמסור ד״ש לכולם|אני באמצע משהו, נדבר אחר כך|😊|אל תשכח את יום שלישי',
)

const HINDI = texts(
  'रुकिए, देखकर बताती हूँ|हाँ जी, बिल्कुल|शायद हाँ, शाम तक बताती हूँ|अभी पक्का नहीं, कल बताऊँगी|ज़रूर, कब तक चाहिए?',
  'ठीक है, धन्यवाद 🙏|बहुत बढ़िया!|अच्छा लगा सुनकर|समझ गई, शुक्रिया|जी, कोई बात नहीं|हाहा, सही कहा',
  'घर पर सबको नमस्ते कहिए|बाद में बात करते हैं, रास्ते में हूँ|😊|कल मिलते हैं',
)

const CHINESE = texts(
  '稍等，我查一下|可以的，没问题|应该可以，今晚回复您|还不确定，明天告诉您|对的，您需要多少？',
  '好的，谢谢！|收到 👌|太好了|没问题，我来安排|哈哈，有道理|明白了，辛苦您',
  '对了，代我向大家问好|先忙一会儿，晚点聊|😊|祝您一切顺利',
)

const PORTUGUESE = texts(
  'Deixa eu ver e já te falo|Claro, com certeza|Acho que sim, te aviso à noite|Ainda não sei, amanhã te digo|' +
    'Pode ser! Que horas?',
  'Combinado 👍|Que ótimo!|Recebi, obrigada!|Adorei 😄|Perfeito, até lá|Kkkk verdade',
  'Manda um beijo pra todo mundo|Tô no trânsito, falo depois|😊|Não esquece de sexta!',
)

/** By country code, longest first; everybody else writes English. */
const LANGUAGES: readonly (readonly [prefix: string, texts: AnswerTexts])[] = [
  ['+966', ARABIC],
  ['+972', HEBREW],
  ['+62', INDONESIAN],
  ['+91', HINDI],
  ['+86', CHINESE],
  ['+55', PORTUGUESE],
]

/** What somebody with that number (E.164) answers, in the language of the country. */
export const answerTexts = (phone: string): AnswerTexts =>
  LANGUAGES.find(([prefix]) => phone.startsWith(prefix))?.[1] ?? ENGLISH

/** What people react with. */
export const REACTIONS = ['👍', '❤️', '😂', '🙏', '🎉', '😮'] as const
