<?php
/**
 * Makes a WordPress out of Debian's files, once its wp-config.php is there: `php install.php FOLDER`. Prints the
 * addresses of three posts: two with the shortcode by an author, who may not write script tags, and one with the
 * lines of the README by an administrator, who may.
 */

define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST']   = getenv( 'DOCBAO_HOST' );
$_SERVER['REQUEST_URI'] = '/';
require_once $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

/** Nobody is to get mail. */
function wp_new_blog_notification() {}

wp_install( 'Cổng thông tin', 'quantri', 'quantri@example.org', false, '', wp_generate_password() );
switch_theme( 'twentytwentythree' );
$activated = activate_plugin( 'docbao/docbao.php' );
if ( is_wp_error( $activated ) ) {
	fwrite( STDERR, $activated->get_error_message() );
	exit( 1 );
}

// What posts say of a library's place, and what comes of it.
$addresses = array(
	'thu-vien/'               => home_url( '/thu-vien/' ),
	'./thu-vien/'             => home_url( '/thu-vien/' ),
	'tin.json?thang=5'        => home_url( '/tin.json?thang=5' ),
	'/thu-vien/'              => '/thu-vien/',
	' https://example.vn/tin/' => 'https://example.vn/tin/',
	'example.vn/tin/'         => '//example.vn/tin/',
	'example.vn:8080/tin/'    => '//example.vn:8080/tin/',
	'javascript:alert(1)'     => '',
	' JavaScript:alert(1)/'   => '',
	'data:text/html,x'        => '',
	''                        => '',
);
foreach ( $addresses as $said => $address ) {
	if ( docbao_address( $said ) !== $address ) {
		fwrite( STDERR, "[docbao src=\"{$said}\"] leads to " . docbao_address( $said ) . "\n" );
		exit( 1 );
	}
}

$author = wp_insert_user( array( 'user_login' => 'bientap', 'user_pass' => wp_generate_password(), 'role' => 'author' ) );
$library = 'src="/thu-vien/" lang="vi" loading="eager"';
$posts = array(
	array( $author, "<!-- wp:shortcode -->\n[docbao {$library} theme=\"sepia\" onclick=\"alert(1)\"]<p>Các bài mới</p>[/docbao]\n<!-- /wp:shortcode --><script>window.isInjected = true</script>" ),
	array( $author, '[docbao src="thu-vien/" offline="sw" loading="eager" lang="vi"]' ),
	array( 1, "<!-- wp:html -->\n<script src=\"/thu-vien/docbao.js\" defer></script>\n<doc-bao {$library}><p>Các bài mới</p></doc-bao>\n<!-- /wp:html -->" ),
);
foreach ( $posts as list( $who, $content ) ) {
	wp_set_current_user( $who );
	kses_init();
	$post = wp_insert_post( wp_slash( array( 'post_title' => 'Tin tức', 'post_content' => $content, 'post_status' => 'publish', 'post_author' => $who ) ), true );
	echo is_wp_error( $post ) ? $post->get_error_message() : "?p={$post}", "\n";
}
