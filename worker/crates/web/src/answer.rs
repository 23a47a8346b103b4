//! What a request by path comes to.

use crate::view::View;
use vestibule_engine::http::Response;

pub enum Answer {
    Response(Response),
    /// A page, to be rendered.
    Page(Box<View>),
}

impl Answer {
    pub fn status(&self) -> u16 {
        match self {
            Self::Response(response) => response.status,
            Self::Page(view) => view.status,
        }
    }
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

impl From<View> for Answer {
    fn from(view: View) -> Self {
        Self::Page(Box::new(view))
    }
}
