/*
 * The one registry of what can be wrong with a row. A row with a problem of severity
 * REJECT is refused whole; with warnings only it is kept, and the warnings are counted.
 */
#ifndef MODEL_REJECT_CODE_H
#define MODEL_REJECT_CODE_H

#include <stdbool.h>

/* X(severity, name, code in files, English, Chinese) */
#define REJECT_CODES(X)                                                                            \
	X(REJECT, ROW_QUOTE, "row.quote", "quotes are wrong", "引号有误")                          \
	X(REJECT, ROW_LONG, "row.long", "row is too long", "行过长")                               \
	X(REJECT, ROW_FIELDS, "row.fields", "too few or too many fields", "字段数不对")            \
	X(REJECT, ROW_TYPE, "row.type", "record is not an object", "记录不是对象")                 \
	X(REJECT, TEXT_ENCODING, "text.encoding", "bytes are not text in the file's encoding",     \
	  "字节不符合文件的编码")                                                                  \
	X(REJECT, VALUE_MISSING, "value.missing", "a required value is missing", "缺少必填值")     \
	X(REJECT, VALUE_TYPE, "value.type", "a list or an object where a value is expected",       \
	  "应为单个值，却是列表或对象")                                                            \
	X(REJECT, VALUE_FORM, "value.form", "value is not in any of the mapping's patterns",       \
	  "取值不符合映射中的任何模式")                                                            \
	X(REJECT, ID_FORM, "id.form", "enterprise id is not 18 characters of the USCC alphabet",   \
	  "统一社会信用代码形式不对")                                                              \
	X(REJECT, ID_CHECK, "id.check", "check digit of the enterprise id is wrong",               \
	  "统一社会信用代码校验位不对")                                                            \
	X(REJECT, PERIOD_FORM, "period.form", "period is not in the configured form",              \
	  "报告期形式不对")                                                                        \
	X(REJECT, BASIS_UNKNOWN, "basis.unknown", "basis is unknown", "口径未知")                  \
	X(REJECT, REGION_UNKNOWN, "region.unknown", "region is unknown", "地区未知")               \
	X(REJECT, REGION_AMBIGUOUS, "region.ambiguous",                                            \
	  "several regions have this name, and nothing says which is meant",                       \
	  "有多个地区同名，无法判断是哪一个")                                                      \
	X(REJECT, INDUSTRY_UNKNOWN, "industry.unknown", "industry is unknown", "行业未知")         \
	X(REJECT, INDUSTRY_AMBIGUOUS, "industry.ambiguous",                                        \
	  "several industries have this name, and nothing says which is meant",                    \
	  "有多个行业同名，无法判断是哪一个")                                                      \
	X(REJECT, CLASS_UNKNOWN, "class.unknown", "class value is unknown", "分类值未知")          \
	X(REJECT, AMOUNT_FORM, "amount.form", "amount is not a number", "金额不是数字")            \
	X(REJECT, AMOUNT_NEGATIVE, "amount.negative", "amount is negative", "金额为负")            \
	X(REJECT, AMOUNT_RANGE, "amount.range", "amount is too large", "金额超出范围")             \
	X(REJECT, AMOUNT_PRECISION, "amount.precision",                                            \
	  "number has more digits than its form holds exactly",                                    \
	  "数字位数超出其格式能精确表示的范围")                                                    \
	X(REJECT, UNIT_UNKNOWN, "unit.unknown", "unit is unknown", "单位未知")                     \
	X(REJECT, UNIT_DIFFERS, "unit.differs",                                                    \
	  "unit measures something else, or is of another currency", "单位的种类或币种不符")       \
	X(REJECT, INDICATOR_UNKNOWN, "indicator.unknown", "indicator is unknown", "指标未知")      \
	X(REJECT, MEASURE_UNKNOWN, "measure.unknown", "measure is unknown", "指标量未知")          \
	X(REJECT, STATUS_UNKNOWN, "status.unknown", "flag is unknown", "标志未知")                 \
	X(WARNING, REGION_PERIOD, "region.period", "region code is not valid in this period",      \
	  "地区代码在该报告期无效")                                                                \
	X(WARNING, INDUSTRY_PERIOD, "industry.period",                                             \
	  "industry code is not valid in this period", "行业代码在该报告期无效")                   \
	X(WARNING, PERIOD_DIFFERS, "period.differs", "period is not that of the file",             \
	  "报告期与文件所属时期不符")                                                              \
	X(WARNING, AMOUNT_ROUNDED, "amount.rounded",                                               \
	  "amount is finer than 1/100 of the currency unit and was rounded",                       \
	  "金额精度超过分，已四舍五入")                                                            \
	X(WARNING, AMOUNT_ABOVE, "amount.above", "amount is above another that it is a part of",   \
	  "金额超过其所属的另一项金额")                                                            \
	X(WARNING, AMOUNT_UNIT, "amount.unit",                                                     \
	  "amount is hundreds of times last year's, or as small a part of it: is the unit right?", \
	  "金额与上年同期相差数百倍以上，请核对单位")                                              \
	X(WARNING, AMOUNT_FELL, "amount.fell", "cumulative amount fell since the month before",    \
	  "累计值低于上月")                                                                        \
	X(WARNING, AMOUNT_FRACTION, "amount.fraction",                                             \
	  "below one percent in an .xls, which does not tell how it is shown: is it a fraction?",  \
	  "小于百分之一，而 .xls 不说明显示格式：是否为小数形式的百分数？")                        \
	X(WARNING, VALUE_TWICE, "value.twice",                                                     \
	  "the file states this figure with another value too: is there a column that tells them " \
	  "apart?",                                                                                \
	  "同一文件对同一数给出了不同的值：是否有未映射的列可以区分？")                            \
	X(WARNING, VALUE_REPEATED, "value.repeated",                                               \
	  "another row states the same with another value; the last one counts",                   \
	  "另一行对同一项给出不同的值，以最后一行为准")                                            \
	X(WARNING, VALUE_PREFERRED, "value.preferred",                                             \
	  "another row states the same under another name with another value; the name that "      \
	  "stands first in the mapping counts",                                                    \
	  "另一行以另一名称对同一项给出不同的值，以映射中在前的名称为准")                          \
	X(WARNING, TOTAL_DIFFERS, "total.differs", "rows do not add up to the stated total",       \
	  "各行之和与合计不符")

enum reject_code {
#define REJECT_ENUM(severity, name, code, en, zh) REJECT_##name,
	REJECT_CODES(REJECT_ENUM)
#undef REJECT_ENUM
	        REJECT_COUNT
};

/* "id.check" */
const char *reject_code_name(enum reject_code code);

/* Whether it is a warning only: the row is kept. */
bool reject_code_is_warning(enum reject_code code);

/* In words, in the current language. */
const char *reject_code_text(enum reject_code code);

/* In words in both languages, for files: they do not depend on the locale. */
const char *reject_code_message(enum reject_code code);

#endif
