import type { Scene } from './scenes'
import { scenes } from './scenes'

/** A group with its members (keys of people.ts, in speaking order) and what was said in it. */
export interface GroupScript {
  readonly name: string
  readonly members: readonly string[]
  readonly scenes: readonly Scene[]
}

/** The groups that every simulated account is in. */
export const GROUPS: readonly GroupScript[] = [
  {
    name: 'Sunday Football ⚽',
    members: ['oliver', 'mariana', 'zoe', 'lucas'],
    scenes: scenes(`
0[SYSTEM] Oliver created the group “Sunday Football ⚽”
0 Who's in for Sunday?
1 Me!
2 🙋 plus one
> In
3 Count me out, still limping
0[POLL] Where do we play?
0 That makes seven with the twins. Four a side if we find one more

2 my cousin can keep goal 🧤
0 Sold
1 Which pitch?
0^ The one behind the school, ten o'clock
0[LOCATION 52.2053 0.1218 Jesus Green, north pitch]
> I'll bring the bibs
3 I'll come and shout

0 Forecast says rain from eleven
1 Then we play fast
2 ☔️⚽️💪
3[STICKER 19872]
> Bring towels

1 Great game everyone!
1[IMAGE 320115] Champions, more or less
0 Same time next week?
2 yesss
3 My ankel says maybe
3~ My ankle says maybe
1 Who took my water bottle? Green, with a dent`),
  },
  {
    name: 'Keluarga Besar Santoso',
    members: ['siti', 'budi', 'dewi', 'agus'],
    scenes: scenes(`
0 Assalamualaikum semuanya, jadi kumpul hari Minggu?
1 Waalaikumsalam. Jadi, di rumah saya ya
2 Aku bawa rendang
3^ Aku bawa anak-anak saja 😄
> Saya bawa kue

1[SYSTEM] Budi Santoso changed the group description
1 Jam berapa enaknya?
0 Jam sebelas, sekalian makan siang
2 Oke
> Siap

3 Macet di tol, mungkin telat setengah jam
3[VOICE 27440]
0 Hati-hati di jalan, tidak usah buru-buru
1 Rendangnya sudah menunggu

2[IMAGE 412330] Fotonya bagus-bagus, nanti aku kirim semua
2[IMAGE 398214]
0 Terima kasih ya, senang sekali hari ini
3 Anak-anak tanya kapan lagi
1 Bulan depan giliran rumah Dewi
2 Waduh, harus beres-beres dulu ini 😂`),
  },
  {
    name: 'Project Atlas / أطلس / 阿特拉斯',
    members: ['noura', 'wei', 'priya', 'oliver'],
    scenes: scenes(`
3 Morning all. Status before the call? Agenda:⏎1. Translations⏎2. API tests⏎3. Migration⏎https://example.com/atlas/agenda
0 صباح الخير، الترجمة جاهزة وسأرفعها اليوم
2 API tests are green, two flaky ones left
1 服务器已经迁移完毕，延迟降了一半
> Release notes are in the shared folder
>[DOCUMENT 61240 Release-notes-2.4.docx]

3 Great. Anything blocking?
2 Need a decision on the retry limit
> Five, then alert. Objections?
0 موافقة
1^2 同意
2 Done, merging

1 今晚十点发布，大家在线吗？
0 نعم
2 Yes, coffee is ready ☕
> I'll watch the graphs

1 发布完成，一切正常
3 Superb work, everyone
2 🎉
0^2 مبروك للجميع
3 Retrospective on Thursday at four, please bring one thing to keep and one to change`),
  },
  {
    name: 'ועד הבית, רחוב הגפן 8',
    members: ['yael', 'david', 'lucas'],
    scenes: scenes(`
0 שלום לכולם, המעלית תתוקן ביום שלישי
1^ סוף סוף!
> תודה יעל
2 Sorry, my Hebrew is slow: the lift on Tuesday?
0 Yes, between 9 and 12

1[IMAGE 140520] מישהו השאיר אופניים בכניסה
2 Not mine
2x
2 Mine, moving them now
1 תודה

0[SYSTEM] יעל כהן pinned a message
0 תזכורת: דמי ועד עד סוף החודש
0[DOCUMENT 72115 ועד-בית-2026.pdf]
> העברתי
1 גם אני
0 המעלית עובדת! 🎉
2 My knees thank you
1 אפשר להדליק שוב את האור בחניון?`),
  },
]
