<?php
/**
 * Plugin Name: docbao
 * Description: Puts a searchable reader of articles into a post: [docbao src="https://example.vn/thu-vien/"]. Đưa thư viện bài viết có tìm kiếm vào bài và trang.
 * Version: 0.0.0
 * Requires at least: 5.0
 * Requires PHP: 7.4
 * License: MIT OR Apache-2.0
 *
 * Editors and authors may not write script tags, and need not: the loader and all that it loads lie in this
 * plugin's own folder (`reader/`), and what a post says names a library, which is data and never runs.
 *
 * @package docbao
 */

defined( 'ABSPATH' ) || exit;

/**
 * Address of a library as a post says it. One without a scheme is a place on this site: posts have addresses of many
 * kinds, so what they name is below the front page and not below themselves. What runs is refused.
 *
 * @param string $said What the post says.
 * @return string For an attribute; empty: none that can be used.
 */
function docbao_address( $said ) {
	$said = trim( $said );
	if ( preg_match( '#^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?/#i', $said ) ) {
		$said = '//' . $said; // The name of another site, as people say it.
	} elseif ( '' !== $said && ! preg_match( '#^([a-z][a-z0-9+.-]*:|[/?\#])#i', $said ) ) {
		$said = home_url( '/' . preg_replace( '#^(\./)+#', '', $said ) );
	}
	return esc_url( $said, array( 'http', 'https' ) );
}

/** What a post may say of the element, apart from `src` and `filter-…`; the element knows what to make of the values. */
const DOCBAO_ATTRIBUTES = array( 'id', 'lang', 'routing', 'theme', 'loading', 'article', 'query', 'page-size', 'link-base', 'offline', 'shortcuts' );

/**
 * `[docbao src="…"]what shows until the reader is ready[/docbao]` as the element.
 *
 * @param array|string $given   What the post says.
 * @param string|null  $content What stands between the two halves, if there are two.
 * @return string HTML.
 */
function docbao_shortcode( $given, $content = null ) {
	$given = is_array( $given ) ? $given : array();
	$src   = docbao_address( isset( $given['src'] ) ? $given['src'] : '' );
	if ( '' === $src ) {
		// Visitors have no use for that; whoever writes the post has.
		return current_user_can( 'edit_posts' ) ? '<p>docbao: thiếu địa chỉ thư viện · the address of the library is missing: <code>[docbao src="https://example.vn/thu-vien/"]</code></p>' : '';
	}
	wp_enqueue_script( 'docbao', plugins_url( 'reader/docbao.js', __FILE__ ), array(), null, true ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion -- other files are found by the loader's own address.
	$element = '<doc-bao src="' . $src . '"';
	foreach ( $given as $name => $value ) {
		$is_known = in_array( $name, DOCBAO_ATTRIBUTES, true ) || preg_match( '/^filter-[a-z0-9-]+$/', (string) $name );
		// A service worker is for pages in the folder of the library that it came with, which posts are not.
		if ( $is_known && ! ( 'offline' === $name && 'sw' === trim( $value ) ) ) {
			$element .= ' ' . $name . '="' . esc_attr( $value ) . '"';
		}
	}
	// WordPress makes paragraphs before shortcodes, and leaves half a one at each end.
	$inside = trim( preg_replace( '#^\s*</p>|<p>\s*$#', '', (string) $content ) );
	if ( '' === $inside ) {
		$inside = '<a href="' . $src . '">' . esc_html( 0 === strpos( get_locale(), 'vi' ) ? 'Đọc các bài viết' : 'Read the articles' ) . '</a>';
	}
	return $element . '>' . do_shortcode( $inside ) . '</doc-bao>';
}
add_shortcode( 'docbao', 'docbao_shortcode' );
