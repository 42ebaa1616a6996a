import type { Scene } from '../scenes'
import { scenes } from '../scenes'

/** What goes on in private chats while a phone lives, by the person's key in people.ts; in European languages. */
export const PRIVATE_SCENES: Readonly<Record<string, readonly Scene[]>> = {
  oliver: scenes(`
0 Found it! Your blue umbrella was with me all along
0[IMAGE 214880] It has been on {holiday|an adventure|tour} behind my sofa
> So that's where it went 😄
>+2 😂
0 I'll bring it on {Saturday|Sunday|Thursday}

> Are you watching the match tonight?
0 At {the Anchor|Ben's|home}, come along! Kick-off is at eight
0[LOCATION 52.2014 0.1167 The Anchor, Silver Street]
>^2 Leaving work now, save me a seat
0+1 👍
0 Your seat has crisps on it. Hurry

0 Can I pick your brain about a phone for Mum?
> Sure. What does she need?
0 Big letters, a battery that lasts, and nothing that talks back
> Then last year's model. Half the price and she won't notice
0^ That's exactly what the shop didn't tell me. Thank you!
0 How much is it, roughly?
> About {£180|£210|£195}. I'll send you a link
> https://example.com/phones/large-text

0 Happy to report that the handle is glued
0[IMAGE 188404] Stronger then before
0~ Stronger than before
> Is that my old toothbrush in the background?
0 No comment

0 Long message incoming, get a coffee. I've been thinking about the house. The survey came back and it's mostly good: the roof has another fifteen years in it, the wiring was done in 2011, and the damp in the back room is a blocked gutter rather than anything sinister. The bad news is the boiler, which the surveyor described as “of historical interest”. They'd come down by {four|five|six} thousand for it. I'm inclined to say yes before somebody else does. You've done this twice, so: am I being sensible or just tired of looking?
> Sensible AND tired. Say yes
>^2 And get two quotes for the boiler before you sign anything
0 You're right. Calling them {now|tomorrow morning|after lunch}
>+1 🏡
0 THEY SAID YES
> Brilliant!! Drinks are on you then`),
  mariana: scenes(`
0 Oi! Conseguiu olhar a planilha?
0[DOCUMENT 52880 Orcamento-{maio|junho|julho}.xlsx]
> Agora não, estou na rua. Daqui a {uma hora|meia hora|pouco} eu vejo
0^ Sem pressa!
> Pronto. Só a linha 14 está somando errado
0 Nossa, verdade. Corrigido 🙈
0+2 🙏

0 Chegou a amostra da gráfica
0[IMAGE 265310] O azul ficou lindo
> Ficou mesmo! E o papel?
0 Fosco, 300 g. Parece convite de casamento 😅
> Aprovado

> Mari, que horas é a call com o cliente?
0 Às {14h|15h|16h30}
0x
0 Às {15h|16h|17h}, eles remarcaram
> Ainda bem que perguntei
0[VOICE 41870]
> Ouvi, combinado

0 Bora almoçar {naquele japonês|no quilo|na padaria} hoje?
> Bora! 12h30?
0 Fechou 🍽️
0[LOCATION -23.5614 -46.6559 Avenida Paulista, São Paulo]
>+2 ❤️

0 Feriado confirmado: praia!
> Quem vai?
0 Eu, a Bia, o Rafa e {a cachorra|as crianças|minha mãe}
0 Tem lugar no carro
>^2 Então vamos ser cinco
0 🏖️🏖️🏖️`),
  zoe: scenes(`
0 guess who passed her driving test 🚗💨
> 🎉🎉🎉 no way!!
0[IMAGE 231400] proof
>+1 🔥
0 {Berlin|Hamburg|the supermarket} isn't ready

> 🎬 tonight?
0 depends. scary? 👻
> only the prices
0 😂 ok {7|8|9} pm, I'll bring 🍿
0[STICKER 27210]

0 ☕️?
> give me {10|15|20} min
0 ⏳🐢
>^ hey I heard that
0+1 😇

0 cat update 🐈
0[VIDEO 3920110] she has discovered the printer
> 😂😂😂
> is it still alive
0 the cat yes. the printer is processing its feelings

0 ok so I have news
0 like BIG news
> ??
0 I got the job 😭✨
> ZOË!!! 🥳🥳🥳
>+2 ❤️
0 I start on {Monday|the first|the 15th}. first round is on me 🍻`),
  lucas: scenes(`
0 Moin! Ist mein Paket bei dir gelandet?
> Ja, steht im Flur. Ziemlich schwer, was ist da drin?
0 {Kaffee. Sehr viel Kaffee|Bücher, wie immer|Das willst du nicht wissen} ☕
0 Ich hol's um {sechs|sieben|halb acht}, okay?
> Passt

0[IMAGE 176220] Mein Knöchel, Tag 12
> Sieht besser aus als am Sonntag
0 Arzt sagt, {nächste Woche|in zehn Tagen} wieder laufen
0^2 Und nächsten Sonntag steh ich wenigstens im Tor
>+1 💪

> Hast du die Nummer vom Hausmeister?
0[CONTACT] Herr Krüger (Hausmeister)
> Danke dir!
0 Ruf vor {zehn|neun} an, danach ist er nie da`),
}
