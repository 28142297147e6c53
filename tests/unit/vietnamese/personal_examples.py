"""What is personal data and what only looks like it: the table that measures recall and precision of the mask."""

from vietnamese.personal import ACCOUNT_MASK, EMAIL_MASK, IDENTITY_MASK, PHONE_MASK

PHONES = (
    "0918123456", "0918 123 456", "0918.123.456", "0918-123-456", "0912.34.56.78", "0912 34 56 78", "091 234 56 78",
    "09 1234 5678", "0912–345–678", "0912—345—678", "0912 - 345 - 678", "0912_345_678", "0912\u00a0345\u00a0678",
    "0912\u2011345\u2011678", "0 912 345 678", "(0912) 345 678", "(0912)345678", "0297 3812 345", "0297.3.812.345",
    "(0297) 3812 345", "(0297) 3.812.345", "(077) 3 812 345", "028 3812 3456", "01234567890", "0123 456 7890",
    "+84 918 123 456", "+84918123456", "+84 (0) 918 123 456", "+84-918-123-456", "+84.918.123.456", "+ 84 918 123 456",
    "(+84) 912 345 678", "(+84)912345678", "(84) 912 345 678", "+84 297 3812 345", "84 912 345 678", "84912345678",
    "84-912-345-678", "842973812345", "0084912345678", "0084 912 345 678", "(0084) 912 345 678", "0084 297 3812345",
    # other digits, O for 0, l for 1, other separators
    "０９１２３４５６７８", "٠٩١٢٣٤٥٦٧٨", "0912.345．678", "0912/345/678", "0912,345,678", "0912*345*678",
    "0912·345·678",
    "0912\u200b345\u200b678", "0\u200b9\u200b1\u200b2345678", "0912\u202f345\u202f678", "[0912] 345 678",
    "0.912.345.678",
    "09l2345678", "09I2.345.678", "091 2345 O78", "0 9 1 2 3 4 5 6 7 8", "09.12.34.56.78",
    # spelled
    "không chín một hai ba bốn năm sáu bảy tám", "khong chin mot hai, ba bon nam, sau bay tam",
    "không-chín-không-bảy-một-hai-ba-bốn-năm-sáu",
    # abroad
    "+855 12 345 678", "+85512345678", "+86 188 1234 5678", "+66 81 234 5678",
)  # fmt: skip
AROUND = (
    "Gọi {} nhé",
    "ĐT:{}, anh Hai",
    "{}",
    "SĐT {}",
    "{} đ/c Ba",
    "anh Ba ({})",
    "ĐT.{}.",
    "gặp ngày 05.08.2023 {}",
)
GLUED = ("SĐT0912345678", "0912345678đ/c Ba", "tel0912345678")
NO_TRUNK = (  # without the leading 0: by its grouping, or by a word before it
    ("912345678", "{}"), ("91 234 5678", "{}"), ("912.34.56.78", "{}"), ("ĐT 912 345 678", "ĐT {}"),
    ("gọi anh Ba 912.345.678 nhé", "gọi anh Ba {} nhé"), ("Zalo: 297 3812345", "Zalo: {}"), ("O912345678", "{}"),
    ("О912345678", "{}"),
)  # fmt: skip
SEVERAL = (  # numbers in a row, what parts them, how many they are
    ("0912345678 0987654321 0977123456 0966123456", " ", 4),
    ("0912345678/0987654321/0977123456", "/", 3),
    ("+84 966 123 456,0912 345 678,0987.654.321,0977-123-456,0955123456", ",", 5),
    ("0912345678-0987654321", "-", 2),
    ("0912345678.0987654321", ".", 2),
    ("0912345678;0987654321;0977123456", ";", 3),
)
ADDRESSES = (
    "anhba@gmail.com", "anhba＠gmail.com", "anhba @ gmail . com", "anhba(at)gmail.com", "anhba [at] gmail [dot] com",
    "anhba a còng gmail chấm com", "anh.ba a còng yahoo.com.vn", "anhba@gmail", "Anh_Ba+1@Shop.Store", "ba@site.org.uk",
    "ba.nguyen@tinhdoan.kiengiang.gov.vn", "an\u200bhba@gma\u200bil.com",
)  # fmt: skip
OTHERS = (  # the text, the same masked
    ("gửi ba@gmail.com.Cảm ơn", f"gửi {EMAIL_MASK}.Cảm ơn"),
    ("CCCD 091085001234", f"CCCD {IDENTITY_MASK}"),
    ("số CCCD: 091 085 001 234", f"số CCCD: {IDENTITY_MASK}"),
    ("CMND 371234567", f"CMND {IDENTITY_MASK}"),
    ("căn cước công dân số 091.085.001.234", f"căn cước công dân số {IDENTITY_MASK}"),
    ("chứng minh nhân dân 371 234 567", f"chứng minh nhân dân {IDENTITY_MASK}"),
    ("anh Ba 091085001234", f"anh Ba {IDENTITY_MASK}"),
    ("STK 1012345678 Vietcombank", f"STK {ACCOUNT_MASK} Vietcombank"),
    ("STK: 7700 2051 23456", f"STK: {ACCOUNT_MASK}"),
    ("1012345678 - Agribank", f"{ACCOUNT_MASK} - Agribank"),
    ("tài khoản 19036789012345 Techcombank", f"tài khoản {ACCOUNT_MASK} Techcombank"),
    ("chuyển khoản MB 9876543210123", f"chuyển khoản MB {ACCOUNT_MASK}"),
    ("stk 123456789 và 987654321", f"stk {ACCOUNT_MASK} và {ACCOUNT_MASK}"),
    (
        "SĐT 0912345678, CCCD 091085001234, STK 1012345678",
        f"SĐT {PHONE_MASK}, CCCD {IDENTITY_MASK}, STK {ACCOUNT_MASK}",
    ),
    ("Zalo 0912 345 678 / ba@gmail.com", f"Zalo {PHONE_MASK} / {EMAIL_MASK}"),
    ("0912\x00345\x1b678", PHONE_MASK),
)  # fmt: skip
MONEY = (
    "25.000 - 27.000 đ", "8.500 - 10.000", "30.000-35.500 đ/kg", "giá 350.000.000", "350000000", "356250500",
    "1.250.000.000", "1.250.000.000 đồng", "8412345678 đồng", "84.500.000.000 đồng", "84.912.345.678 đồng",
    "84 500 000 000 đồng", "1 250 000 000", "10.000.000", "vay Agribank 150.000.000 đồng", "vay 150000000 Agribank",
    "vay ngân hàng 150.000.000", "gọi vốn 350.000.000", "+150.000.000 đ", "12.345.678,9", "912345678 đồng",
)  # fmt: skip
DATES = (
    "01/9/2023", "ngày 01-09-2023", "05-08-2023", "05-08-2023 1250", "05.08.2023 15 tấn", "2023-08-01",
    "2023-08-05 12:30:45", "2023-08-05T12:30:45+00:00", "20230805T101112Z", "từ 01.08.2023 đến 31.08.2023",
    "05.08.2023-12.08.2023", "05-08-2023 - 12-08-2023", "từ 05.8.2023-07.8.2023, 12 tấn", "từ 07/08/23 - 10/08/23",
    "07/08 - 10/08, 12/08", "T7/2023-10/2023", "năm 2023, 2024, 2025", "tháng 3, 4, 5, 6, 7, 8, 9",
    "07, 08, 09, 10, 11", "07/08/09/10/11", "Hội nghị 08/08, 09/08, 10/08/2023", "08:30-09:45", "30-4, 1-5, 2-9",
    "ngân hàng 2021 2022 2023",
)  # fmt: skip
QUANTITIES = (
    "0,918 tấn trong 123 ngày", "0.5 tấn", "0.333333333333", "12.0912345678", "0.912345678", "105.912345678",
    "3 tấn 2 tạ", "1.5 - 2.0 tấn/ha", "5kg@10.000", "diện tích 912.345.678 m2", "0.1 0.2 0.3 0.4 0.5 0.6", "+12.5%",
    "9.8249, 105.1259", "10.012345, 105.080912", "QL61 km 35+500 - 40+200", "1 2 3 4 5 6 7 8 9",
    "không năm nào có hai ba vụ",
)  # fmt: skip
DOCUMENTS = (
    "12/KH-TĐTN", "Số 05/2023/QĐ-UBND", "0912/BC-UBND", "Nghị quyết 09-NQ/TU ngày 01.08.2023", "mã 30730", "SUP-0001",
    "905", "K01", "907/SUP-0001 -> 905/DEM-0003 12,345 t", "0001234567890123", "MST 0301234567",
    "mã số thuế 0912345678", "đơn hàng 0912345678", "ĐH 2023080512", "8936012345678", "số lô 091085001234",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sha a0912345678f90bcd1e2", "@tinhdoan",
    "https://docs.google.com/spreadsheets/d/1x#gid=912345679&range=J12", "a Công mua 5 tấn", "gặp a Công. Vn mua",
    "svc@nongsan.iam.gserviceaccount.com", "ten@tinhdoan.example",
)  # fmt: skip
