import type { Scene } from '../scenes'
import { scenes } from '../scenes'

/** What goes on in groups while a phone lives, by the group's name in group-conversations.ts. */
export const GROUP_SCENES: Readonly<Record<string, readonly Scene[]>> = {
  'Sunday Football ⚽': scenes(`
0 Right, who's in this Sunday?
1 🙋‍♀️
2 🙋
3 In, if I can be in goal
> In
0 {Eight|Nine|Ten} with the twins. Best turnout since March
2+1 🎉
1+2 💪

1[SYSTEM] Mariana changed the group description
1 New rule in the description: whoever loses the ball in the river buys a new one
0^ This is about me, isn't it
1 It is absolutely about you
2+2 😂
3+3 😂

0[VIDEO 6210440] The goal of the season, from the only phone that was charged
2 THE CHIP 😱
3 I was there. I was beaten
> Frame it
1+4 🔥
>+4 🔥

0 Pitch is booked for {ten|half past nine|eleven}
0[LOCATION 52.2053 0.1218 Jesus Green, north pitch]
3 Can somebody give me a lift?
> I'll pass by your place at {nine|quarter past nine}
3^ Legend
3+2 🙏

1[POLL] Kit colour for the next season?
2 {Pink|Purple|Orange} obviously
0 Over my dead body
2 then we'll need a black one too
>+1 😂

2 did anyone find a green bottle
1 MY BOTTLE
2[IMAGE 164020] it lives in my bag now apparently
1^2 The dent! It's really her!
0+1 😂`),
  'Keluarga Besar Santoso': scenes(`
1 Selamat pagi keluarga 🌞
0 Pagi Om
2 Pagi semua
3[STICKER 22140]

2[SYSTEM] Dewi Lestari changed this group's icon
0 Fotonya bagus!
3 Aku kok merem di situ 😭
1^ Kamu merem di semua foto
2+1 😂
0+2 😂

0 Pengumuman: arisan bulan ini di rumah {Tante Rina|Mbah Uti|kami}, hari {Sabtu|Minggu} jam {10|11}⏎⏎Tolong dibawa:⏎• Budi: {es buah|kerupuk}⏎• Dewi: rendang 🙏⏎• Agus: kursi lipat⏎• yang lain: perut kosong
1+1 👍
3 Siap, kursinya ada 12
> Aku bawa kue lapis
2^3 Rendang lagi? Siap bosku 😄
0+1 🥰

3[IMAGE 376110] Si kecil ranking {1|2|3} di kelas!
1 Pinternya cucu siapa ini
0 MasyaAllah selamat ya 🎉
> Hebat!!
2+4 ❤️

1 Ada yang tahu obat batuk yang bagus buat Mbah?
2 Madu sama jeruk nipis dulu Mas
0^2 Dokter di klinik dekat pasar buka sampai jam {8|9} malam
1[VOICE 29330]
0 Semoga cepat sehat ya 🤲

2 Kiriman foto acara kemarin
2[IMAGE 420110]
2[IMAGE 398450]
2[IMAGE 405870] Ini favoritku
3+1 😍
> Bagus semua, makasih ya`),
  'Project Atlas / أطلس / 阿特拉斯': scenes(`
3 Status for {Monday|Wednesday|Friday}:⏎✅ search is live for 20 % of the users⏎🟡 Arabic layout: two screens left⏎🔴 export still times out above 10,000 rows⏎Board: https://example.com/atlas/board
2 I'm on the export, fix is in review
1 搜索延迟稳定在{80|85|95}毫秒
3+3 👏
0 سأنهي الشاشتين {اليوم|قبل الظهر}
>+1 🙌

2 Review please, it's only {120|180|90} lines
2 https://example.com/atlas/pull/{412|427|431}
> Looking
> One question about the retry, the rest is lovely
2^ Fixed, thanks
1+2 👍

1[DOCUMENT 184220 容量报告-{三月|四月}.xlsx]
1 下个月需要加两台服务器
3^2 Approved. Who tells finance?
> I'll do it
0+1 😄

2 Who broke staging?
1 不是我
0 لست أنا
3 Not me
> …it was me. Reverting
2+1 😂
2 Works again ✅

0[IMAGE 221430] الواجهة الجديدة، ما رأيكم؟
3 Beautiful! The spacing is so much calmer
2^2 Love it. Dark mode too?
0[IMAGE 214890] 🌙
1+1 🔥
3+2 🔥

3[SYSTEM] Oliver added a participant
3 Retro notes in one message so that nobody has to open another document. What went well: the release train left on time three weeks running, nobody was paged at night, and the Arabic and Chinese translations landed before the freeze for the first time. What we change: reviews within half a day, a rota for flaky tests so that it is not always Priya, and no meetings before ten for whoever deployed the night before. What we keep: demos with snacks.
2 Signed, especially the part about Priya
0+2 💯
1+3 💯
> Snacks are in the budget`),
  'ועד הבית, רחוב הגפן 8': scenes(`
0 המים יופסקו {מחר|ביום חמישי} בין 9 ל-{11|12}
1 שוב?!
2 Thanks for the warning
>+3 🙏

1 מישהו חנה לי בחניה
1[IMAGE 152330]
2 Sorry, that's my guest! Five minutes
1^ אין בעיה, תגיד לו שיכבה אורות
2+1 😅

0[DOCUMENT 66120 סיכום-אסיפה.pdf] סיכום האסיפה
0[POLL] באיזה צבע נצבע את חדר המדרגות?
1 לבן
2 White is good
> {קרם|לבן שבור} 🙂
0+2 👍

0[SYSTEM] יעל כהן changed the group description
2 I have two tomatoes plants too many, who wants one?
2~ I have two tomato plants too many, who wants one?
1 אני! 🍅
> גם אני
2^2 Downstairs at {six|seven}
1+1 ❤️`),
}
