import type { Words } from "../index.tsx";

export const problems: Words["problems"] = {
  no_answer: "दुकान से जवाब नहीं मिल रहा। कनेक्शन देखिए और फिर कोशिश कीजिए।",
  unreadable_answer: "दुकान का जवाब पढ़ा नहीं जा सका। थोड़ी देर में फिर कोशिश कीजिए।",
  failed: "इस पेज पर कुछ गड़बड़ हुई। इसे फिर से खोलिए।",
  internal_error: "दुकान में कुछ गड़बड़ हुई। थोड़ी देर में फिर कोशिश कीजिए।",
  invalid_credentials: "ई-मेल या पासवर्ड सही नहीं है।",
  insufficient_stock: "इतना माल अभी नहीं है।",
  forbidden: "आपकी भूमिका में इसकी अनुमति नहीं है।",
  not_found: "यहाँ कुछ नहीं मिला।",
};
