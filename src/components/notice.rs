//! One sentence what happened, one what to do, one button.

use yew::prelude::*;

/// Properties of [`Notice`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NoticeProps {
    /// What happened.
    pub what: String,
    /// What to do about it.
    #[prop_or_default]
    pub cure: String,
    /// What the button says; none: there is no button.
    #[prop_or_default]
    pub button: Option<&'static str>,
    /// What the button does.
    #[prop_or_default]
    pub on_button: Callback<()>,
}

/// A notice in the place of what cannot be shown.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let NoticeProps { what, cure, button, on_button } = props;
    html! {
        <div class="notice" part="notice">
            <p class="what">{ what }</p>
            <p hidden={cure.is_empty()}>{ cure }</p>
            <button
                type="button" class="button" hidden={button.is_none()}
                onclick={on_button.reform(|_: MouseEvent| ())}
            >{ button.unwrap_or_default() }</button>
        </div>
    }
}
