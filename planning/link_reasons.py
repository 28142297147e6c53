"""Why a lot stays without a buyer, as the model found it: the filter that left it no choice, or the demand that is
full.

The Vietnamese labels live here, so that mart, page, command and call list say the same.
"""

NO_BUYER, WINDOW, PRICE, MIN_LOT, CAPACITY, FLOOR = "product", "window", "price", "min_lot", "capacity", "floor"
REASONS = {
    NO_BUYER: "chưa có nơi tìm mua nông sản này",
    WINDOW: "không nơi mua nào cần đúng thời gian lô hàng có bán",
    PRICE: "giá mua sau khi trừ vận chuyển thấp hơn giá thu mua tại vườn",
    MIN_LOT: "gom chưa đủ lô tối thiểu của bên mua",
    CAPACITY: "các nơi mua phù hợp đã nhận đủ sản lượng cần",
    FLOOR: "nhường phần cho huyện, hộ cá thể được giữ mức sàn",
}
