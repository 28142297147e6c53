{# Generated from expectations/contracts by `nongsan contracts write`; do not edit. #}
{# Labels of every choice by `table.column`, then by key. #}
{% macro contract_choices() -%}
    {{ return({
        'supply.producer_type': {'cooperative': 'Hợp tác xã', 'cooperative_group': 'Tổ hợp tác', 'household': 'Hộ cá thể'},
        'supply.season': {'winter_spring': 'Đông Xuân', 'summer_autumn': 'Hè Thu', 'autumn_winter': 'Thu Đông', 'rainy_season': 'Mùa', 'all_year': 'Quanh năm'},
        'demand.buyer_type': {'trader': 'Thương lái', 'wholesale_market': 'Chợ đầu mối', 'supermarket': 'Siêu thị', 'shopping_centre': 'Trung tâm thương mại', 'processor': 'Nhà máy chế biến', 'company': 'Doanh nghiệp', 'other': 'Khác'},
        'demand.delivery': {'at_farm': 'Tại vườn', 'at_buyer': 'Tại kho bên mua'},
        'demand.status': {'seeking': 'Đang tìm', 'connected': 'Đã kết nối', 'completed': 'Hoàn thành', 'cancelled': 'Hủy'},
        'sales.channel': {'trader': 'Thương lái', 'wholesale_market': 'Chợ đầu mối', 'supermarket': 'Siêu thị', 'shopping_centre': 'Trung tâm thương mại', 'processor': 'Nhà máy chế biến', 'union_outlet': 'Điểm bán của Đoàn', 'online': 'Trực tuyến', 'other': 'Khác'},
        'sales.kind': {'regular': 'Thường xuyên', 'rescue': 'Giải cứu', 'gift': 'Tặng'},
        'sales.processed_form': {'fresh': 'Tươi', 'dried': 'Sấy khô', 'soft_dried': 'Sấy dẻo', 'packed': 'Đóng gói', 'other': 'Khác'},
        'activities.activity_type': {'communication': 'Tuyên truyền', 'social_media': 'Đăng tải mạng xã hội', 'livestream': 'Livestream bán hàng', 'sales_point': 'Điểm bán', 'trade_conference': 'Hội nghị kết nối', 'volunteer_drive': 'Ra quân tình nguyện', 'survey': 'Khảo sát', 'other': 'Khác'},
        'teams.readiness': {'ready': 'Sẵn sàng', 'preparing': 'Đang chuẩn bị', 'paused': 'Tạm dừng'},
        'difficulties.status': {'new': 'Mới', 'in_progress': 'Đang xử lý', 'resolved': 'Đã giải quyết'},
        'mart_price_signals.signal': {'low': 'thấp bất thường', 'high': 'cao bất thường', 'normal': 'bình thường', 'too_short': 'chưa đủ số liệu'},
        'mart_prices.price_type': {'farmgate': 'Tại vườn', 'wholesale': 'Bán buôn', 'retail': 'Bán lẻ', 'export': 'Xuất khẩu', 'other': 'Khác'},
        'mart_alerts.level': {'urgent': 'khẩn cấp', 'attention': 'chú ý'},
        'difficulty_themes.theme': {'transport': 'Vận chuyển', 'storage': 'Bảo quản', 'weather': 'Thời tiết', 'pests': 'Sâu bệnh', 'prices': 'Giá cả', 'outlets': 'Đầu ra', 'capital': 'Vốn', 'inputs': 'Vật tư', 'labour': 'Nhân lực', 'quality': 'Chất lượng, chứng nhận', 'know_how': 'Kỹ thuật, thông tin', 'production_links': 'Liên kết sản xuất', 'other': 'Khác'},
        'rpt_monthly__unit_map.status': {'missing': 'Chưa báo cáo', 'faulty': 'Số liệu còn lỗi', 'usable': 'Số liệu hợp lệ'},
    }) }}
{%- endmacro %}
