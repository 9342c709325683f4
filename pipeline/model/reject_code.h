/*
 * The one registry of what can be wrong with a row: rejects (the row is refused) and
 * warnings (the row is kept and counted).
 */
#ifndef MODEL_REJECT_CODE_H
#define MODEL_REJECT_CODE_H

/* X(name, code in files, English, Chinese) */
#define REJECT_CODES(X)                                                                            \
	X(ROW_QUOTE, "row.quote", "quotes are wrong", "引号有误")                                  \
	X(ROW_LONG, "row.long", "row is too long", "行过长")                                       \
	X(ROW_FIELDS, "row.fields", "too few or too many fields", "字段数不对")                    \
	X(ROW_TYPE, "row.type", "record is not an object", "记录不是对象")                         \
	X(TEXT_ENCODING, "text.encoding", "bytes are not text in the file's encoding",             \
	  "字节不符合文件的编码")                                                                  \
	X(VALUE_MISSING, "value.missing", "a required value is missing", "缺少必填值")             \
	X(ID_FORM, "id.form", "enterprise id is not 18 characters of the USCC alphabet",           \
	  "统一社会信用代码形式不对")                                                              \
	X(ID_CHECK, "id.check", "check digit of the enterprise id is wrong",                       \
	  "统一社会信用代码校验位不对")                                                            \
	X(PERIOD_FORM, "period.form", "period is not in the configured form", "报告期形式不对")    \
	X(BASIS_UNKNOWN, "basis.unknown", "basis is unknown", "口径未知")                          \
	X(REGION_UNKNOWN, "region.unknown", "region is unknown", "地区未知")                       \
	X(INDUSTRY_UNKNOWN, "industry.unknown", "industry is unknown", "行业未知")                 \
	X(CLASS_UNKNOWN, "class.unknown", "class value is unknown", "分类值未知")                  \
	X(AMOUNT_FORM, "amount.form", "amount is not a number", "金额不是数字")                    \
	X(AMOUNT_NEGATIVE, "amount.negative", "amount is negative", "金额为负")                    \
	X(AMOUNT_RANGE, "amount.range", "amount is too large", "金额超出范围")                     \
	X(UNIT_UNKNOWN, "unit.unknown", "unit is unknown", "单位未知")                             \
	X(INDICATOR_UNKNOWN, "indicator.unknown", "indicator is unknown", "指标未知")              \
	X(STATUS_UNKNOWN, "status.unknown", "flag is unknown", "标志未知")

enum reject_code {
#define REJECT_ENUM(name, code, en, zh) REJECT_##name,
	REJECT_CODES(REJECT_ENUM)
#undef REJECT_ENUM
	        REJECT_COUNT
};

/* "id.check" */
const char *reject_code_name(enum reject_code code);

/* In words, in the current language. */
const char *reject_code_text(enum reject_code code);

#endif
