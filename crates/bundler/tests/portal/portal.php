<?php
/**
 * Makes the portal of a ward in a WordPress whose wp-config.php is there, and its database empty: `php portal.php FOLDER
 * PICTURE.jpg`. What it publishes is ours: administrative news in the blocks of today's editor and in the text of the old one.
 */

define( 'WP_INSTALLING', true );
$_SERVER['REQUEST_URI'] = '/';
require_once $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

/** Nobody is to get mail. */
function wp_new_blog_notification() {}

wp_install( 'Cổng thông tin phường Hải Sơn', 'quantri', 'quantri@phuong.example', true, '', wp_generate_password(), 'vi' );
update_option( 'blogdescription', 'Ủy ban nhân dân phường Hải Sơn' );
update_option( 'timezone_string', 'Asia/Ho_Chi_Minh' );
update_option( 'WPLANG', 'vi' );
update_option( 'permalink_structure', '/%year%/%monthnum%/%postname%/' );
update_option( 'default_ping_status', 'closed' );
// What WordPress begins with is no text of ours.
foreach ( get_posts( array( 'post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}

$person = function ( $login, $name, $role ) {
	list( $last, $first ) = array( strtok( $name, ' ' ), substr( $name, strpos( $name, ' ' ) + 1 ) );
	return wp_insert_user( array( 'user_login' => $login, 'user_email' => "{$login}@phuong.example", 'user_pass' => wp_generate_password(),
		'display_name' => $name, 'first_name' => $first, 'last_name' => $last, 'role' => $role ) );
};
$an   = $person( 'an.lt', 'Lê Thị An', 'editor' );
$binh = $person( 'binh.tv', 'Trần Văn Bình', 'author' );

$section = function ( $name, $parent = 0 ) {
	return wp_insert_term( $name, 'category', array( 'parent' => $parent ) )['term_id'];
};
$notices = $section( 'Thông báo' );
$news    = $section( 'Tin tức' );
$nature  = $section( 'Môi trường & đô thị', $news );

$publish = function ( $fields ) {
	$fields += array( 'post_status' => 'publish', 'post_type' => 'post', 'comment_status' => 'open', 'ping_status' => 'closed' );
	$id      = wp_insert_post( wp_slash( $fields ), true );
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() . "\n" );
		exit( 1 );
	}
	return $id;
};

// A picture as the library of media keeps it, in two sizes.
$upload  = wp_upload_bits( 'tiep-dan.jpg', null, file_get_contents( $argv[2] ), '2024/03' );
$picture = wp_insert_attachment( array( 'post_mime_type' => 'image/jpeg', 'post_title' => 'Phòng tiếp công dân', 'post_status' => 'inherit',
	'post_excerpt' => 'Phòng tiếp công dân ở tầng một trụ sở. Ảnh: Trần Văn Bình', 'post_author' => $binh,
	'post_date' => '2024-03-01 08:00:00' ), $upload['file'] );
wp_update_attachment_metadata( $picture, wp_generate_attachment_metadata( $picture, $upload['file'] ) );
update_post_meta( $picture, '_wp_attachment_image_alt', 'Phòng tiếp công dân có bàn dài và hai hàng ghế' );
$src = wp_get_attachment_url( $picture );

// The editor of today: blocks. At a quarter past six in Vietnam it is yesterday in Greenwich.
$first = $publish( array( 'post_author' => $an, 'post_date' => '2024-03-04 06:15:00', 'post_category' => array( $notices ),
	'tags_input' => array( 'tiếp công dân', 'lịch làm việc' ), 'post_title' => 'Lịch tiếp công dân tháng 3 năm 2024', 'post_name' => 'lich-tiep-cong-dan-thang-3-nam-2024',
	'post_excerpt' => 'Lãnh đạo phường tiếp công dân vào sáng thứ Năm hằng tuần, riêng tuần cuối tháng vào thứ Sáu.',
	'post_content' => <<<HTML
<!-- wp:paragraph {"fontSize":"medium"} -->
<p class="has-medium-font-size">Căn cứ Kế hoạch số <strong>12/KH-UBND</strong> ngày 02/01/2024 của Ủy ban nhân dân phường, lãnh đạo phường tiếp công dân tháng 3 như sau.</p>
<!-- /wp:paragraph -->

<!-- wp:more -->
<!--more-->
<!-- /wp:more -->

<!-- wp:image {"id":{$picture},"sizeSlug":"full","linkDestination":"none"} -->
<figure class="wp-block-image size-full"><img src="{$src}" alt="Phòng tiếp công dân có bàn dài và hai hàng ghế" class="wp-image-{$picture}"/><figcaption class="wp-element-caption">Phòng tiếp công dân ở tầng một trụ sở. Ảnh: Trần Văn Bình</figcaption></figure>
<!-- /wp:image -->

<!-- wp:heading -->
<h2>Ngày và người tiếp</h2>
<!-- /wp:heading -->

<!-- wp:table -->
<figure class="wp-block-table"><table><thead><tr><th>Ngày</th><th>Người tiếp</th><th>Nơi tiếp</th></tr></thead><tbody><tr><td>07/3</td><td>Chủ tịch Nguyễn Thị Hoa</td><td>Phòng 101</td></tr><tr><td>14/3</td><td>Phó Chủ tịch Phạm Đức Long</td><td>Phòng 101</td></tr></tbody></table><figcaption class="wp-element-caption">Buổi sáng, từ 8 giờ đến 11 giờ</figcaption></figure>
<!-- /wp:table -->

<!-- wp:heading {"level":3} -->
<h3>Khi đến, bà con mang theo</h3>
<!-- /wp:heading -->

<!-- wp:list -->
<ul><!-- wp:list-item -->
<li>căn cước công dân;<!-- wp:list {"ordered":true} -->
<ol><!-- wp:list-item -->
<li>bản chính,</li>
<!-- /wp:list-item -->

<!-- wp:list-item -->
<li>bản sao nếu nộp đơn;</li>
<!-- /wp:list-item --></ol>
<!-- /wp:list --></li>
<!-- /wp:list-item -->

<!-- wp:list-item -->
<li>đơn theo <a href="/bieu-mau/">mẫu của phường</a>.</li>
<!-- /wp:list-item --></ul>
<!-- /wp:list -->

<!-- wp:quote -->
<blockquote class="wp-block-quote"><!-- wp:paragraph -->
<p>Việc của dân là việc của phường.</p>
<!-- /wp:paragraph --><cite>Chủ tịch Nguyễn Thị Hoa</cite></blockquote>
<!-- /wp:quote -->

<!-- wp:separator -->
<hr class="wp-block-separator has-alpha-channel-opacity"/>
<!-- /wp:separator -->

<!-- wp:buttons -->
<div class="wp-block-buttons"><!-- wp:button -->
<div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="https://phuong.example/dat-lich/">Đặt lịch trước</a></div>
<!-- /wp:button --></div>
<!-- /wp:buttons -->

<!-- wp:file {"href":"https://phuong.example/wp-content/uploads/2024/03/mau-don.pdf"} -->
<div class="wp-block-file"><a id="wp-block-file--media-1" href="https://phuong.example/wp-content/uploads/2024/03/mau-don.pdf">Mẫu đơn kiến nghị</a><a href="https://phuong.example/wp-content/uploads/2024/03/mau-don.pdf" class="wp-block-file__button wp-element-button" download aria-describedby="wp-block-file--media-1">Tải về</a></div>
<!-- /wp:file -->
HTML
) );
wp_update_post( array( 'ID' => $picture, 'post_parent' => $first ) );
set_post_thumbnail( $first, $picture );
wp_insert_comment( array( 'comment_post_ID' => $first, 'comment_author' => 'Vũ Thị Mai', 'comment_author_email' => 'mai@nguoidan.example',
	'comment_content' => 'Cho tôi hỏi, thứ Bảy có tiếp không ạ?', 'comment_approved' => 1, 'comment_date' => '2024-03-04 19:20:00' ) );

// The old editor: lines, and codes in square brackets.
$second = $publish( array( 'post_author' => $binh, 'post_date' => '2024-03-11 16:40:00', 'post_category' => array( $news, $nature ),
	'tags_input' => array( 'rác thải', 'tổ dân phố số 3' ), 'post_title' => 'Thu gom rác & "đổi rác lấy cây" ở tổ dân phố số 3', 'post_name' => 'doi-rac-lay-cay',
	'post_content' => <<<HTML
<strong>Hải Sơn</strong> - Sáng Chủ nhật, hơn 60 hộ của tổ dân phố số 3 mang vỏ chai,
giấy vụn đến nhà văn hóa đổi lấy cây giống...

[caption id="attachment_{$picture}" align="aligncenter" width="240"]<img class="wp-image-{$picture} size-full" src="{$src}" alt="Bà con xếp hàng" width="240" height="160" /> Bà con xếp hàng từ 7 giờ. <em>Ảnh: Trần Văn Bình</em>[/caption]

<h3>Kết quả</h3>
Đã thu được:
<ul>
 	<li>420 kg giấy;</li>
 	<li>1.150 vỏ chai &lt; 2 lít.</li>
</ul>
[gallery ids="{$picture}" columns="2"]

<blockquote>Rác để đúng chỗ là tài nguyên.</blockquote>
Lần tới tổ chức ngày 14/4 [xem lịch kèm]. Mã ghi trên phiếu là <code>A[1]]>B</code>.

[contact-form-7 id="12" title="Góp ý"]

<iframe src="https://ban-do.example/nhung" width="600" height="450"></iframe>
HTML
) );
// What the old editor writes for a file to hear, and WordPress makes an enclosure of.
add_post_meta( $second, 'enclosure', "https://phuong.example/wp-content/uploads/2024/03/ban-tin.mp3\n1843200\naudio/mpeg" );

// Whole text in one paragraph, no summary: feeds cut it.
$publish( array( 'post_author' => $an, 'post_date' => '2024-03-18 09:00:00', 'post_category' => array( $notices ), 'post_title' => 'Tạm ngừng cấp nước sinh hoạt ngày 20/3',
	'post_name' => 'tam-ngung-cap-nuoc', 'post_content' => "<!-- wp:paragraph -->\n<p>" . str_repeat( 'Công ty cấp nước thay đường ống ở đường Bến Chợ nên tạm ngừng cấp nước từ 8 giờ đến 17 giờ; bà con trữ nước trước. ', 3 ) . "</p>\n<!-- /wp:paragraph -->" ) );

// A page, and what is not for everybody.
$about = $publish( array( 'post_type' => 'page', 'post_author' => 1, 'post_date' => '2023-11-20 08:30:00', 'post_title' => 'Giới thiệu phường Hải Sơn', 'post_name' => 'gioi-thieu',
	'comment_status' => 'closed', 'post_content' => <<<HTML
<!-- wp:columns -->
<div class="wp-block-columns"><!-- wp:column -->
<div class="wp-block-column"><!-- wp:paragraph -->
<p>Phường có 9 tổ dân phố và 12.400 người.<br>Trụ sở ở số 1 đường Bến Chợ.</p>
<!-- /wp:paragraph --></div>
<!-- /wp:column -->

<!-- wp:column -->
<div class="wp-block-column"><!-- wp:paragraph -->
<p>Điện thoại: 0225 000 000.</p>
<!-- /wp:paragraph --></div>
<!-- /wp:column --></div>
<!-- /wp:columns -->

<!-- wp:shortcode -->
[docbao src="/thu-vien/" lang="vi"]
<!-- /wp:shortcode -->

<!-- wp:latest-posts {"postsToShow":3} /-->
HTML
) );
$publish( array( 'post_author' => $an, 'post_status' => 'draft', 'post_title' => 'Dự thảo kế hoạch hè', 'post_content' => 'Chưa xong.', 'post_date' => '2024-03-19 10:00:00' ) );
$publish( array( 'post_author' => $an, 'post_title' => 'Biên bản họp nội bộ', 'post_password' => 'noibo', 'post_content' => 'Chỉ cho cán bộ.', 'post_date' => '2024-03-12 10:00:00', 'post_category' => array( $notices ) ) );
