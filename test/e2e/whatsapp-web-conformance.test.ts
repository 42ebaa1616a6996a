import { describeEngine } from '../conformance/engine-conformance'
import { makeWhatsappWebHarness } from '../conformance/whatsapp-web-harness'

describeEngine('the whatsapp-web engine', () => makeWhatsappWebHarness())
