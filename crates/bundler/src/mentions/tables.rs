//! Names that are known beforehand. Small on purpose: a name that is not here is still found where a
//! unit noun, a form of address or a function stands before it.

use std::sync::LazyLock;

use super::words::Lexicon;

/// Provinces and cities under the central government: the 63 of 2008 to 2025 (Resolution
/// 15/2008/QH12), which hold the names of the 34 since (Resolution 202/2025/QH15).
const PROVINCES: &str = "An Giang,Bà Rịa - Vũng Tàu,Bạc Liêu,Bắc Giang,Bắc Kạn,Bắc Cạn,Bắc Ninh,Bến Tre,Bình Dương,Bình Định,\
    Bình Phước,Bình Thuận,Cà Mau,Cao Bằng,Cần Thơ,Đà Nẵng,Đắk Lắk,Đắc Lắc,Đắk Nông,Đắc Nông,Điện Biên,Đồng Nai,Đồng Tháp,\
    Gia Lai,Hà Giang,Hà Nam,Hà Nội,Hà Tĩnh,Hải Dương,Hải Phòng,Hậu Giang,Hòa Bình,Hưng Yên,Khánh Hòa,Kiên Giang,\
    Kon Tum,Lai Châu,Lạng Sơn,Lào Cai,Lâm Đồng,Long An,Nam Định,Nghệ An,Ninh Bình,Ninh Thuận,Phú Thọ,Phú Yên,\
    Quảng Bình,Quảng Nam,Quảng Ngãi,Quảng Ninh,Quảng Trị,Sóc Trăng,Sơn La,Tây Ninh,Thái Bình,Thái Nguyên,Thanh Hóa,\
    Thừa Thiên - Huế,Thừa Thiên Huế,Tiền Giang,Trà Vinh,Tuyên Quang,Vĩnh Long,Vĩnh Phúc,Yên Bái";

/// Other places that go by their names alone: seats of provinces with names of their own, islands and
/// parts of the country, and countries.
const PLACES: &str = "Việt Nam,Sài Gòn,Huế,Vũng Tàu,Nha Trang,Đà Lạt,Quy Nhơn,Buôn Ma Thuột,Pleiku,Biên Hòa,Thủ Dầu Một,Mỹ Tho,\
    Rạch Giá,Phan Thiết,Đồng Hới,Đông Hà,Tam Kỳ,Hội An,Vinh,Hạ Long,Móng Cái,Việt Trì,Hoàng Sa,Trường Sa,Phú Quốc,Côn Đảo,\
    Đồ Sơn,Cát Bà,Bạch Long Vĩ,Lý Sơn,Biển Đông,Tây Nguyên,Đông Nam Bộ,Tây Nam Bộ,Bắc Trung Bộ,Đồng bằng sông Cửu Long,\
    Đồng bằng sông Hồng,Đông Nam Á,Lào,Campuchia,Cam-pu-chia,Trung Quốc,Đài Loan,Hồng Kông,Nhật Bản,Hàn Quốc,Triều Tiên,Thái Lan,\
    Singapore,Xin-ga-po,Malaysia,Indonesia,Philippines,Myanmar,Ấn Độ,Nga,Liên bang Nga,Hoa Kỳ,Mỹ,Canada,Cuba,Australia,Ô-xtrây-li-a,Anh,Pháp,Đức,Ý,Italia,\
    Tây Ban Nha,Hà Lan,Ba Lan,Ukraine,Liên Xô,Châu Âu,Châu Á,Châu Phi";

/// Names among these that are also other words, or people's: they need a preposition before them.
const AMBIGUOUS: &str =
    "Việt Nam,Sài Gòn,Vinh,Nga,Mỹ,Anh,Pháp,Đức,Ý,Lào,Huế,Hòa Bình,Thái Bình,Hải Dương";

/// Surnames: the hundred commonest of 241,012 people (hoten.org, "Thống kê 100 họ phổ biến ở Việt Nam"), and
/// common ones of the Tày, Nùng, Thái, Mường, Dao, Hmông, Ê-đê and Khmer.
const SURNAMES: &str = "Nguyễn,Trần,Lê,Phạm,Huỳnh,Hoàng,Phan,Vũ,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý,Trương,Đinh,Đoàn,Lâm,Mai,Trịnh,Đào,\
    Cao,Hà,Lương,Lưu,Phùng,Châu,Tạ,Thái,Tô,Vương,Tăng,Quách,La,Thạch,Kiều,Chu,Tống,Lại,Triệu,Từ,Hứa,Nghiêm,Doãn,Diệp,\
    Văn,Mạc,Khổng,Cù,Quan,Lục,Đàm,Đồng,Giang,Bạch,Hàn,Ninh,Vi,Nông,Hoàn,Ma,Bế,Lò,Quàng,Tòng,Cầm,Lường,Hà,Sầm,Đinh,Giàng,Vàng,Thào,Sùng,Hầu,Lù,Vừ,Mùa,Chảo,\
    Tẩn,Phàn,Bàn,Tráng,Ly,Cư,Hạng,Má,Rơ,Siu,Ksor,Rah,Danh,Kim,Sơn,Trà,Âu,Thân,Ngụy,Phí,Tôn,Uông,Đậu,Khuất,Nhâm,Thiều,Viên,Trang,Lã,Cấn,Bành,Chử,Đổng,Đới,Hán,Mẫn,Ngọ,Nhữ,\
    Tiêu,Tưởng,Ứng,Thi,Hùng,Phương,Đường,Liễu,Giáp,Ngân,Bá,Đình,Kha,Ung,Lữ,Mã,Trác,Tào,Phó,Điểu,Niê,Cung,Nhan";

/// The commonest among them: enough by themselves to begin a name of three or four words.
const COMMON: &str = "Nguyễn,Trần,Lê,Phạm,Huỳnh,Hoàng,Phan,Vũ,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý,Trương,Đinh,Đoàn,Trịnh,Đào,Lương,Phùng,Tạ";

/// Whether a name needs a preposition to be a place.
pub(super) static GAZETTEER: LazyLock<Lexicon<bool>> = LazyLock::new(|| {
    let ambiguous: Vec<&str> = list(AMBIGUOUS).collect();
    let all = list(PROVINCES).chain(list(PLACES));
    Lexicon::new(all.map(|name| (name, ambiguous.contains(&name))))
});

/// Surnames; `true` for the commonest.
pub(super) static SURNAME: LazyLock<Lexicon<bool>> = LazyLock::new(|| {
    let common: Vec<&str> = list(COMMON).collect();
    Lexicon::new(list(SURNAMES).map(|name| (name, common.contains(&name))))
});

fn list(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(',').map(str::trim)
}

/// Words that no name has, in capitals or not: prepositions, pronouns, what sentences begin with. Without
/// full stops they are all that tells where a name ends.
const BETWEEN: &str = "với,trước,ngoài,theo,tại,khi,ngày,trong,sau,cùng,các,những,để,và,của,là,đã,đang,sẽ,ông,bà,đồng chí,nhưng,việc,này,cũng,cho,\
    bị,được,có,không,vì,nếu,thì,mà,trên,dưới,gồm,nhằm,phải,rằng,qua,giữa,tổ chức,phối hợp,yêu cầu,đề nghị,chỉ đạo,thực hiện,ban hành,triển khai,phát biểu,cho biết,chủ trì,\
    tham dự,nhấn mạnh,thông báo,quyết định,báo cáo,kiểm tra,hướng dẫn,công bố,sáng nay,sáng ngày,chiều nay,chiều ngày,vừa qua,đối với,tuy nhiên,do đó,hội nghị,hội đồng,nghị quyết";

/// Words that often go on after the name of an organisation, besides these.
const BEHIND: &str = "về,do,ở,ra,vào,đến,tới,như,còn,nên,lại,làm,trao,nói,chia sẻ,tiếp,xem xét,ký,vừa,mới,giao,nhận,đưa,lên,xuống,hoặc,hay,cần,xin,hiện,luôn,đều,rất,\
    khẳng định,dự,thường xuyên,tiến hành,tăng cường,thành lập,đóng,thuộc,trực thuộc,khóa,nhiệm kỳ,lần thứ,giai đoạn,sáng,chiều,tối,gửi,họp,bầu,phê duyệt,tập trung,thông qua,đánh giá,chúc,thăm,cảm ơn,mong,tin,thấy,biết,thẩm định,\
    kịp thời,chủ động,phụ trách,quản lý,xử lý,giải quyết,bổ nhiệm,khen thưởng,tặng,cấp,phát động,khai mạc,kêu gọi,cảnh báo,trình,đồng ý,tham gia,tham mưu,đại diện,xây dựng,lập,tỉnh,thành phố,huyện,quận,xã,phường,năm,tháng,một,hai,bắt,điều tra,khởi tố,phát hiện";

/// See [`BETWEEN`].
pub(super) static BETWEEN_WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(list(BETWEEN).map(|word| (word, ()))));

/// See [`BEHIND`].
pub(super) static BEHIND_WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(list(BETWEEN).chain(list(BEHIND)).map(|word| (word, ()))));
