//! Sentences with places.

/// `template` with its places filled by `value(name, form)`.
///
/// - `{name}` is a place, `{name:form}` one that wants its value in a certain form (`short`).
/// - `{name|day|days}` is the first word where the value reads `1`, else the second; English alone needs it.
///
/// A place for which there is no value stays as it is written, so that a slip is seen.
#[must_use]
pub fn fill(template: &str, mut value: impl FnMut(&str, &str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((place, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match one(place, &mut value) {
            Some(words) => filled.push_str(&words),
            None => filled.extend(["{", place, "}"]),
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

fn one(place: &str, value: &mut impl FnMut(&str, &str) -> Option<String>) -> Option<String> {
    if let Some((name, words)) = place.split_once('|') {
        let (singular, plural) = words.split_once('|')?;
        return Some(if value(name, "")? == "1" { singular } else { plural }.to_owned());
    }
    let (name, form) = place.split_once(':').unwrap_or((place, ""));
    value(name, form)
}

/// The names of a template's places, each once, sorted.
#[cfg(test)]
pub(super) fn places(template: &str) -> std::collections::BTreeSet<String> {
    let mut names = std::collections::BTreeSet::new();
    let _ = fill(template, |name, _| {
        names.insert(name.to_owned());
        Some(String::new())
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, form: &str) -> Option<String> {
        match (name, form) {
            ("n", _) => Some("1".to_owned()),
            ("m", _) => Some("3".to_owned()),
            ("amount", "short") => Some("65 k".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn places_are_filled_and_what_nobody_fills_is_seen() {
        assert_eq!(fill("{n} {n|day|days}, {m} {m|day|days}", value), "1 day, 3 days");
        assert_eq!(fill("behind by {amount:short}.", value), "behind by 65 k.");
        assert_eq!(fill("{who} and {", value), "{who} and {");
        assert_eq!(places("{b} {a:short} {b|x|y}").into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
