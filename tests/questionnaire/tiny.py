"""A tiny script with everything that the studies' scripts use, written as its tables."""

TINY = """
| settings |
|  | form_title | form_id | version | default_language |
|  | A tiny call | tiny | 2026-01 | English (en) |

| survey |
|  | type | name | label::English (en) | label::Urdu (ur) | hint::English (en) | relevant | constraint | constraint_message::English (en) | constraint_message::Urdu (ur) | required | calculation | default | repeat_count | appearance | choice_filter | instruction | probe | why::English (en) | identity | subject | instrument | instrument_item | listen | salvage | status::Urdu (ur) |
|  | xml-external | enrolment |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | calculate | child |  |  |  |  |  |  |  |  | instance('enrolment')/root/item/child_name |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | calculate | known |  |  |  |  |  |  |  |  | instance('enrolment')/root/item/children |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | note | greeting | We would like to ask about ${child}. | ہم ${child} کے بارے میں پوچھنا چاہتے ہیں۔ |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | begin group | home | Your home | آپ کا گھر |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | text | called | What may we call you? | ہم آپ کو کیا کہیں؟ | As she says it |  |  |  |  | yes |  |  |  |  |  | Write it as she says it. |  |  | yes |  |  |  |  |  |  |
|  | integer | adults | How many adults live with ${child}? | کتنے بالغ؟ |  |  | . >= 1 and . <= 20 | A number from 1 to 20. | ایک سے بیس تک۔ | yes |  |  |  |  |  | Count ${called} too. | Anybody else? | Homes differ. |  |  |  |  |  | yes | draft |
|  | decimal | rooms | How many rooms? |  |  |  |  |  |  |  |  | 2.5 |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | select_one yesno | helped | Does anybody help? | کوئی مدد؟ |  | ${adults} > 1 |  |  |  | yes |  |  |  |  |  |  |  |  |  |  |  |  | yes |  |  |
|  | select_multiple helper | who | Who helps? | کون؟ |  | ${helped} = 'yes' |  |  |  |  |  |  |  |  | site = 'all' or site = instance('enrolment')/root/item/site |  |  |  |  |  |  |  |  |  |  |
|  | select_one helper | most | Who helps most? | سب سے زیادہ کون؟ |  | count-selected(${who}) > 1 |  |  |  |  |  |  |  |  | selected(${who}, name) |  |  |  |  |  |  |  |  |  |  |
|  | date | moved | When did you move in? | کب؟ |  |  | . <= today() | Not in the future. |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | end group |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | begin repeat | children | Child | بچہ |  |  |  |  |  |  |  |  | ${known} |  |  |  |  |  |  |  |  |  |  |  |  |
|  | calculate | row |  |  |  |  |  |  |  |  | position(..) |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | integer | age | How old is child ${row}? | بچہ ${row}؟ |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  | row_child |  |  |  |  |  |
|  | select_one yesno | school | Does child ${row} go to school? | سکول؟ |  | ${age} >= 4 |  |  |  |  |  |  |  |  |  |  |  |  |  | row_child |  |  |  |  |  |
|  | end repeat |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | calculate | oldest |  |  |  |  |  |  |  |  | max(${age}) |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | begin group | mood | Over the last two weeks | پچھلے دو ہفتے |  |  |  |  |  |  |  |  |  | field-list |  |  |  |  |  |  |  |  |  |  |  |
|  | select_one often | m1 | Being tired | تھکن |  |  |  |  |  | yes |  |  |  |  |  |  |  |  |  |  | moodlet | 1 |  |  |  |
|  | select_one often | m2 | Being cheerful | خوشی |  |  |  |  |  | yes |  |  |  |  |  |  |  |  |  |  | moodlet | 2 |  |  |  |
|  | end group |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |
|  | note | goodbye | Thank you, ${called}. | شکریہ، ${called}۔ |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |

| choices |
|  | list_name | name | label::English (en) | label::Urdu (ur) | site |
|  | yesno | yes | Yes | ہاں |  |
|  | yesno | no | No | نہیں |  |
|  | helper | family | Family | خاندان | all |
|  | helper | friends | Friends | دوست | all |
|  | helper | centre | The Luton centre | لوٹن سینٹر | Luton |
|  | helper | hub | The Derby hub | ڈربی ہب | Derby |
|  | often | 0 | Not at all | بالکل نہیں |  |
|  | often | 1 | Some days | کچھ دن |  |
|  | often | 2 | Most days | اکثر |  |
"""
