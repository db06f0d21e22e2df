//! What an expression is worth for a row.

use std::cmp::Ordering;

use super::{Comparison, Condition, Field, Number, Operator, Part, Scope, Text, Unfit};
use crate::exchange::decimal::Decimal;
use crate::exchange::numbers::NumberFault;

const TOO_LARGE: Unfit = Unfit { field: None, fault: NumberFault::Large };

impl Number {
    /// The number; `None` for null.
    ///
    /// # Errors
    /// Where a field is no number or the arithmetic leads too far.
    pub(in crate::exchange) fn eval(&self, scope: Scope<'_>) -> Result<Option<Decimal>, Unfit> {
        match self {
            Self::Null => Ok(None),
            Self::Constant(number) => Ok(Some(*number)),
            Self::Field(field) => number(*field, scope),
            Self::Sum(at) => Ok(scope.sums.get(*at).copied().flatten()),
            Self::Size(text) => {
                let length = String::from_utf8_lossy(text.eval(scope)?).chars().count();
                Ok(i64::try_from(length).ok().map(Decimal::whole))
            }
            Self::Negated(number) => Ok(number.eval(scope)?.map(Decimal::negated)),
            Self::Binary(operator, sides) => binary(*operator, sides, scope),
            Self::Choose(choice) => {
                let (condition, yes, no) = &**choice;
                if condition.eval(scope)? { yes.eval(scope) } else { no.eval(scope) }
            }
        }
    }
}

fn number(field: Field, scope: Scope<'_>) -> Result<Option<Decimal>, Unfit> {
    scope.style.read(scope.text(field)).map_err(|fault| Unfit { field: Some(field), fault })
}

fn binary(operator: Operator, sides: &(Number, Number), scope: Scope<'_>) -> Result<Option<Decimal>, Unfit> {
    let (Some(left), Some(right)) = (sides.0.eval(scope)?, sides.1.eval(scope)?) else { return Ok(None) };
    let result = match operator {
        Operator::Plus => left.plus(right),
        Operator::Minus => left.plus(right.negated()),
        Operator::Times => left.times(right),
        Operator::Over if right.is_zero() => return Ok(None),
        Operator::Over => left.over(right),
    };
    result.map(Some).ok_or(TOO_LARGE)
}

impl Text {
    /// The text, without blanks around it; empty for null.
    ///
    /// # Errors
    /// As [`Number::eval`], from a condition inside.
    pub(in crate::exchange) fn eval<'a>(&'a self, scope: Scope<'a>) -> Result<&'a [u8], Unfit> {
        match self {
            Self::Null => Ok(b""),
            Self::Constant(text) => Ok(text.as_bytes()),
            Self::Field(field) => Ok(scope.text(*field)),
            Self::Choose(choice) => {
                let (condition, yes, no) = &**choice;
                if condition.eval(scope)? { yes.eval(scope) } else { no.eval(scope) }
            }
        }
    }
}

impl Condition {
    /// Whether it holds.
    ///
    /// # Errors
    /// As [`Number::eval`].
    pub(in crate::exchange) fn eval(&self, scope: Scope<'_>) -> Result<bool, Unfit> {
        match self {
            Self::Constant(holds) => Ok(*holds),
            Self::Not(inner) => Ok(!inner.eval(scope)?),
            Self::And(sides) => Ok(sides.0.eval(scope)? && sides.1.eval(scope)?),
            Self::Or(sides) => Ok(sides.0.eval(scope)? || sides.1.eval(scope)?),
            Self::Choose(choice) => {
                let (condition, yes, no) = &**choice;
                if condition.eval(scope)? { yes.eval(scope) } else { no.eval(scope) }
            }
            Self::Numbers(comparison, sides) => {
                let order = match (sides.0.eval(scope)?, sides.1.eval(scope)?) {
                    (Some(left), Some(right)) => Some(left.compare(right)),
                    (None, None) if matches!(comparison, Comparison::Equal) => return Ok(true),
                    (None, None) => None,
                    _ => return Ok(*comparison == Comparison::Unequal),
                };
                Ok(order.is_some_and(|order| comparison.holds(order)))
            }
            Self::Texts(comparison, sides) => Ok(texts(*comparison, sides.0.eval(scope)?, sides.1.eval(scope)?)),
            Self::NumberIn(number, list) => {
                let Some(number) = number.eval(scope)? else { return Ok(false) };
                Ok(list.iter().any(|one| number.compare(*one) == Ordering::Equal))
            }
            Self::TextIn(text, list) => {
                let text = text.eval(scope)?;
                Ok(list.iter().any(|one| one.as_bytes() == text))
            }
            Self::NoNumber(number) => Ok(number.eval(scope)?.is_none()),
            Self::NoText(text) => Ok(text.eval(scope)?.is_empty()),
            Self::Same(sides) => Ok(sides.0.eval(scope)? == sides.1.eval(scope)?),
            Self::Part(part, sides) => {
                let (text, wanted) = (sides.0.eval(scope)?, sides.1.eval(scope)?);
                Ok(match part {
                    Part::Start => text.starts_with(wanted),
                    Part::End => text.ends_with(wanted),
                    Part::Anywhere => memchr::memmem::find(text, wanted).is_some(),
                })
            }
            Self::Matches(text, pattern) => Ok(pattern.is_match(text.eval(scope)?)),
        }
    }
}

fn texts(comparison: Comparison, left: &[u8], right: &[u8]) -> bool {
    let blank = left.is_empty() || right.is_empty();
    let ordered = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
    !(blank && ordered) && comparison.holds(left.cmp(right))
}
