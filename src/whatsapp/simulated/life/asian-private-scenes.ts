import type { Scene } from '../scenes'
import { scenes } from '../scenes'

/** What goes on in private chats while a phone lives, as in private-scenes.ts; in Asian languages. */
export const ASIAN_PRIVATE_SCENES: Readonly<Record<string, readonly Scene[]>> = {
  siti: scenes(`
0 Kak, paketnya sudah sampai, cepat banget!
0[IMAGE 254400] Bungkusnya cantik 😍
> Alhamdulillah. Semoga yang dikasih kado suka ya
0+1 🥰
0 Pasti suka. Bulan depan saya pesan lagi

0 Kak, mau tanya harga untuk {10|15|20} pcs dong
> Kalau segitu dapat harga grosir: Rp {95.000|92.500|90.000} per pcs
0 Sudah termasuk ongkir ke Bandung?
>^ Belum, ongkir sekitar Rp 35.000
0 Oke, saya ambil. Warnanya campur ya: hitam, krem, sama hijau army
> Siap, ini invoicenya
>[DOCUMENT 91220 Invoice-{0152|0158|0163}.pdf]
0 Sudah saya transfer ya kak
0[IMAGE 88760]
> Sudah masuk, terima kasih 🙏

0 Kak, yang kemarin ternyata kekecilan 😭
0 Bisa tukar ukuran gak?
> Bisa banget, asal tag-nya belum dilepas
0^ Masih lengkap kok
> Kirim balik ke alamat ini ya
>[LOCATION -6.9147 107.6098 Toko Melati, Bandung]

0 Pagi kak ☀️
> Pagi! Ada yang bisa dibantu?
0 Stok gamis yang {merah|biru|hijau} sudah ada?
> Baru datang {kemarin|tadi pagi}, mau difotokan?
0 Mauu
>[IMAGE 301240] Ini detailnya
0+1 😍
0 Keep satu ya kak`),
  budi: scenes(`
0 Bro, hari Minggu jadi kan?
> Jadi. Aku jemput jam {8|9}
0 Siap. Bawa {tikar|gitar|termos} ya
>+1 👌

0[VOICE 36820]
> Wah serius? Selamat!!
0 Iya, alhamdulillah {perempuan|laki-laki}, sehat 🙏
> Titip salam buat istrimu
0+1 ❤️

> Mas, nomor bengkel yang kemarin berapa?
0[CONTACT] Bengkel Pak Joko
0 Bilang aja dari Budi, biar dapat {diskon|kopi} 😄
> Hahaha siap`),
  wei: scenes(`
0 早上好！新款目录出来了
0[DOCUMENT 2410330 新品目录-{春季|夏季|秋季}.pdf]
> 谢谢，第{8|12|15}页那款多少钱？
0^ 这款 {¥38|¥42|¥45}，500件起订
> 好，我跟同事商量一下
0 不着急 😊

0 您的货今天装柜了
0[IMAGE 336120] 外箱都做了防潮
> 包装很好，辛苦了
0 预计{18|20|22}天到港
>+3 👍

> 王总，有一箱破了
>[IMAGE 198240]
0 非常抱歉！破了多少件？
> {6|8|11}件
0^ 下一单给您补上，再送10件
> 那就没问题了，谢谢
0+1 🤝

0 最近生意怎么样？
> 还不错，比去年好一点
0 那就好。下个月来{广州|义乌}吗？一起吃饭
> 一定来！`),
  priya: scenes(`
0 नमस्ते, कल का ऑर्डर लिख लीजिए:⏎• चावल 10 किलो⏎• दाल {3|4|5} किलो⏎• घी 2 किलो⏎• हल्दी 500 ग्राम
> जी, लिख लिया। कुल ₹{2,340|2,480|2,615}
0 ठीक है, UPI कर दूँ?
>^ हाँ जी
0[IMAGE 74310] भेज दिया
>+1 🙏

0 शादी बहुत अच्छी रही! सबने मिठाई की तारीफ़ की 🎊
0[IMAGE 318450]
> बधाई हो! बहुत सुंदर फ़ोटो है
0[VIDEO 5120330] दादी का डांस देखिए 😄
>+1 😂

> जी, आपका सामान तैयार है
0 {शाम|थोड़ी देर} में लेने आती हूँ
0~ {शाम|थोड़ी देर} में भाई को भेजती हूँ
> कोई बात नहीं

0 क्या {आम|लीची|अंगूर} आ गए?
> आज सुबह ही आए, बहुत मीठे हैं 🥭
0^ तो दो किलो रख दीजिए
> ज़रूर`),
}
