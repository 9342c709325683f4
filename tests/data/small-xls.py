# Writes small.xls with xlwt (Debian package python3-xlwt): python3 small-xls.py
import datetime

import xlwt

book = xlwt.Workbook(encoding="utf-8")
book.add_sheet("封面").write(0, 0, "说明")
sheet = book.add_sheet("数据")
sheet.write_merge(0, 0, 0, 4, "2024年1-5月  单位：万元")
for column, header in enumerate(["企业", "研发费用", "占比", "日期", "人数"]):
    sheet.write(1, column, header)
sheet.write(2, 0, "甲")
sheet.write(2, 1, 1234.5)
sheet.write(2, 2, 0.125, xlwt.easyxf(num_format_str="0.0%"))
sheet.write(2, 3, datetime.date(2024, 5, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
sheet.write(2, 4, 7)
sheet.write(4, 0, "乙")
sheet.write(4, 1, 0.1 + 0.2)
book.save("small.xls")
