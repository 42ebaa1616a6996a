import type { Scene } from './scenes'
import { scenes } from './scenes'

/** Conversations of two, by the key that people.ts names; each person's chat goes through one of them. */
export const PRIVATE_CONVERSATIONS: Readonly<Record<string, readonly Scene[]>> = {
  english: scenes(`
0 Hey! Did the parcel arrive?
> Yes, an hour ago. Thank you so much
0 Brilliant. Is everything in one piece?
> One cup lost its handle, but it was the ugly one
>[IMAGE 184320] Exhibit A
0^ Ha! Glue it, or call it modern art

> Are you around on Saturday?
0 Until three, then I have to pick up Mum from the station
> Lunch at eleven then?
>~ Lunch at twelve then?
0 Perfect. The usual place?
0[LOCATION 52.1979 0.1306 Mill Road Kitchen, Cambridge]
> The usual place 👍

0 I'm running ten minutes late, sorry
> No hurry, I have a table by the window
0 Order me the soup please
> Done

0 That was lovely. Same again next month?
> Definitely
0 By the way, could you send me the name of your dentist?
> Dr. Whitfield, on Mill Road. Tell her I sent you
>[CONTACT] Dr. Helen Whitfield
0 Thanks! You're a star
0 One more thing: do you still have my blue umbrella?`),
  indonesian: scenes(`
0 Assalamualaikum kak, pesanan saya sudah dikirim belum ya?
> Waalaikumsalam, sudah kak, tadi pagi lewat JNE
0 Boleh minta nomor resinya?
> JNE0098812345, kira-kira dua hari sampai
>[DOCUMENT 88240 Invoice-0147.pdf]
0 Siap, makasih banyak kak 🙏

0 Kak, barangnya sudah sampai
0[IMAGE 241870] Rapi banget packing-nya
> Alhamdulillah. Gimana, cocok?
0 Cocok banget, warnanya persis kayak di foto
> Senang dengarnya, jangan lupa ulasannya ya
0 Pasti

0 Mau tanya, yang ukuran L masih ada?
> Masih, tinggal tiga
0^ Saya ambil dua ya
> Oke, total Rp 240.000 sudah sama ongkir
0 Sudah saya transfer barusan
0[IMAGE 96410] Bukti transfer
> Sudah masuk, besok saya kirim

0 Kak, bisa dikirim hari ini saja? Buat kado soalnya
> Saya usahakan sore ini ya
0 Wah, makasih banyak!
0 Sekalian tolong dibungkus kertas kado ya kak`),
  portuguese: scenes(`
0 Bom dia! A reunião de amanhã continua de pé?
> Bom dia! Sim, às dez
0 Posso levar a proposta impressa?
> Pode, mas manda o PDF antes, por favor
0^ Mando hoje à noite

0[DOCUMENT 1284310 Proposta-v3.pdf] Acabei de enviar o arquivo
> Recebi, obrigado. A página 4 está em branco?
0 Ih, é verdade. Um momento
0[VOICE 23118]
0 Pronto, versão nova enviada
> Agora sim, perfeito

> Cheguei, estou na recepção
0 Descendo!

0 O cliente adorou
> Que notícia boa! Quando assinamos?
0 Sexta-feira, se a chuva deixar
> Combinado
0 Abraço, até lá
> Até! Levo o contrato impresso e duas canetas 😄`),
  arabic: scenes(`
0 السلام عليكم، كيف حالك؟
> وعليكم السلام، الحمد لله بخير، وأنت؟
0 بخير والحمد لله. هل وصلت إلى البيت؟
> نعم، قبل نصف ساعة

0 متى موعد الطبيب؟
> غدا الساعة الرابعة عصرا
>[LOCATION 24.7136 46.6753 عيادة الشفاء، الرياض]
0^2 سأمر عليك الساعة الثالثة والنصف
> شكرا جزيلا، لا تتأخر
0 إن شاء الله

> أنا جاهز
0 خمس دقائق وأكون عندك
> تمام، أنتظرك تحت

0 طمني، ماذا قال الطبيب؟
> كل شيء على ما يرام، فقط أحتاج إلى الراحة
0 الحمد لله على السلامة 🌹
> الله يسلمك
0 أمي تسلم عليك وتدعوك للغداء يوم الجمعة
> سلمي عليها كثيرا، سأحضر إن شاء الله ومعي الحلوى 🍯`),
  hebrew: scenes(`
0 היי, מה נשמע?
> הכול טוב, מה איתך?
0 בסדר גמור. אפשר לבוא לקחת את המקדחה?
> בטח, אני בבית עד שמונה

0 אני למטה, איזו קומה?
> קומה 3, דירה 12
0 המעלית לא עובדת 😅
0[VOICE 18204]
> סליחה, שכחתי להגיד

0 תודה! החזרתי לשכן שלך, לא היית
> קיבלתי, אין בעיה
0 המדף סוף סוף תלוי ישר
> תשלחי תמונה!
0[IMAGE 203114] הנה, בלי פלס אפילו

> מגיעים בשישי לארוחה?
0 כן, מה להביא?
> סלט, וחלה אם יש
0 סגור. נהיה ב-19:30
> מחכים לכם 🕯️`),
  hindi: scenes(`
0 नमस्ते, क्या दुकान कल खुली रहेगी?
> नमस्ते जी, हाँ, सुबह दस बजे से
0 तीन किलो घी रख दीजिए
0~ दो किलो घी रख दीजिए
> ज़रूर, आपके नाम से अलग रख दिया

0 मैं पाँच मिनट में पहुँच रहा हूँ
> आइए, सामान तैयार है
0 UPI चलेगा ना?
> हाँ जी, QR काउंटर पर है

0 घी बहुत बढ़िया निकला 👌
0[IMAGE 158220]
> धन्यवाद जी
0 अगले हफ़्ते शादी है, पाँच किलो और चाहिए
> कब तक चाहिए?
0^ बुधवार शाम तक
> हो जाएगा, बेफ़िक्र रहिए

0 क्या घर पर भिजवा सकते हैं?
> हाँ, पता भेज दीजिए
0 मकान 27, गांधी रोड, पुराने डाकघर के सामने`),
  chinese: scenes(`
0 你好，样品收到了吗？
> 收到了，质量很好
0 太好了。需要改颜色吗？
> 蓝色再深一点就可以

0 新的报价发到您邮箱了
0[DOCUMENT 45210 报价单-2026.xlsx]
> 看到了，500件能便宜一点吗？
0 500件可以打九五折
> 好，那就按这个来
> 麻烦发一下合同
>x

0 货已经发出，预计周四到
> 谢谢，辛苦了
0 不客气，有问题随时找我

> 货到了，数量对的
>[VIDEO 3204110] 开箱
0 那就好！下个月还要补货吗？
> 应该要，我月底告诉你
0 好的，祝您生意兴隆 🎉
0 对了，春节我们放假两周，请提前下单`),
  emoji: scenes(`
0 🎂🎂🎂 happy birthday!!! 🥳
> Aww thank you 🥰
0[STICKER 24310]
0 how does it feel to be ancient 👵
> like yesterday, but with more cake 🍰

0 👀 did you see the game???
> DON'T tell me the score
0 🤐
> ok watched it. 😱😱
0^ told you 😎 3–2 in the last minute ⚽️🔥
0[VIDEO 4810220] LOOK AT THIS GOAL

0 🌧️☔️🌧️
> stay in then 🛋️📺
0 already under two blankets 🧣🐈
0[IMAGE 172940] she has the bigger half

> gym tomorrow? 🏋️
0 7am? 😴
> 8?
0 🤝
0 👨‍👩‍👧‍👦 are coming too btw`),
}
