//! From CEL's tree to ours: names looked up, kinds told, everything else refused with what there is.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::parser::Parser;
use regex::bytes::RegexBuilder;

use super::{Comparison, Condition, Field, Number, Operator, Part, Text};
use crate::domain::base::{Error, clean};
use crate::exchange::decimal::Decimal;

/// Longest expression in characters.
const LONGEST: usize = 1_000;
/// How deep parentheses may nest.
const DEEPEST: u16 = 24;
/// Most signs that can nest one part in another (`1+1+1` is two deep), those inside texts included.
const SIGNS: usize = 200;
/// Most digits of a literal with a point: what a 64-bit float, as which it is parsed, holds exactly as typed.
const FIGURES: usize = 15;
/// Bytes that a pattern may compile to.
const PATTERN: usize = 1 << 20;

/// What an expression may use, said where it uses something else.
const AVAILABLE: &str = "names, row['…'], 12.5, 'text', true, false, null, + - * /, == != < <= > >=, && || !, in [...], \
                         ? :, startsWith, endsWith, contains, matches, size";

/// What names stand for.
pub(in crate::exchange) struct Names<'a> {
    /// The field of a name, and of `row['name']`.
    pub(in crate::exchange) field: &'a dyn Fn(&str) -> Option<Field>,
    /// The sum of a name.
    pub(in crate::exchange) sum: &'a dyn Fn(&str) -> Option<usize>,
    /// All names there are, to be listed.
    pub(in crate::exchange) list: &'a dyn Fn() -> String,
}

/// The kind of value that an expression is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Null,
    Number,
    Text,
    Condition,
    /// Text of the file, which may be meant as a number.
    Field,
}

type Result<T> = std::result::Result<T, Error>;

/// Reads a condition.
///
/// # Errors
/// Where it is no CEL, uses what there is not, or is no condition.
pub(in crate::exchange) fn compile_condition(text: &str, names: &Names<'_>) -> Result<Condition> {
    Compiler { text, names }.condition(&parse(text)?)
}

/// Reads arithmetic; whether it divides is told too (then its result is rounded when it is stored).
///
/// # Errors
/// As [`compile_condition`].
pub(in crate::exchange) fn compile_number(text: &str, names: &Names<'_>) -> Result<(Number, bool)> {
    let number = Compiler { text, names }.number(&parse(text)?)?;
    let divides = number.divides();
    Ok((number, divides))
}

/// Reads a text.
///
/// # Errors
/// As [`compile_condition`].
pub(in crate::exchange) fn compile_text(text: &str, names: &Names<'_>) -> Result<Text> {
    Compiler { text, names }.text(&parse(text)?)
}

fn parse(text: &str) -> Result<IdedExpr> {
    if text.chars().count() > LONGEST {
        return Err(Error::asked("map-expression-long").with("most", LONGEST));
    }
    let signs = text.bytes().filter(|byte| b"+-*/%?&|<>=!.([{".contains(byte)).count();
    if signs > SIGNS {
        return Err(Error::asked("map-expression-signs").with("most", SIGNS));
    }
    let long = |word: &str| {
        word.contains('.') && word.bytes().filter(u8::is_ascii_digit).count() > FIGURES && word.parse::<f64>().is_ok()
    };
    let mut words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    if let Some(word) = words.find(|word| long(word)) {
        return Err(Error::asked("map-expression-figures").with("number", word).with("most", FIGURES));
    }
    let parser = Parser::new().max_recursion_depth(DEEPEST).error_recovery_limit(1);
    parser.parse(text).map_err(|errors| {
        let first = errors.errors.first();
        let (column, why) = first.map_or((0, ""), |error| (error.pos.1, error.msg.as_str()));
        let why: String = clean(why.lines().next().unwrap_or_default()).chars().take(120).collect();
        Error::asked("map-expression").with("expression", clean(text)).with("column", column.max(1)).with("why", why)
    })
}

struct Compiler<'a> {
    text: &'a str,
    names: &'a Names<'a>,
}

impl Compiler<'_> {
    fn number(&self, expr: &IdedExpr) -> Result<Number> {
        match &expr.expr {
            Expr::Literal(literal) => match literal {
                LiteralValue::Int(value) => Ok(Number::Constant(Decimal::whole(*value.inner()))),
                LiteralValue::UInt(value) => Ok(Number::Constant(self.decimal(&value.inner().to_string())?)),
                LiteralValue::Double(value) => Ok(Number::Constant(self.decimal(&value.inner().to_string())?)),
                LiteralValue::Null => Ok(Number::Null),
                _ => Err(self.kind("number")),
            },
            Expr::Ident(name) => match ((self.names.sum)(name), (self.names.field)(name)) {
                (Some(sum), _) => Ok(Number::Sum(sum)),
                (None, Some(field)) => Ok(Number::Field(field)),
                (None, None) => Err(self.unknown(name)),
            },
            Expr::Call(call) => self.number_of(call),
            _ => Err(self.not_here()),
        }
    }

    fn number_of(&self, call: &CallExpr) -> Result<Number> {
        let operator = match call.func_name.as_str() {
            operators::ADD => Operator::Plus,
            operators::SUBSTRACT => Operator::Minus,
            operators::MULTIPLY => Operator::Times,
            operators::DIVIDE => Operator::Over,
            operators::NEGATE => {
                let [inner] = self.args(call)?;
                return Ok(Number::Negated(Box::new(self.number(inner)?)));
            }
            operators::CONDITIONAL => {
                let [condition, yes, no] = self.args(call)?;
                let choice = (self.condition(condition)?, self.number(yes)?, self.number(no)?);
                return Ok(Number::Choose(Box::new(choice)));
            }
            operators::INDEX => return Ok(Number::Field(self.index(call)?)),
            "size" => {
                let text = match (&call.target, call.args.as_slice()) {
                    (Some(target), []) => target,
                    (None, [text]) => text,
                    _ => return Err(self.not_here()),
                };
                return Ok(Number::Size(self.text(text)?));
            }
            name if is_condition(name) => return Err(self.kind("number")),
            name => return Err(self.missing(name)),
        };
        let [left, right] = self.args(call)?;
        Ok(Number::Binary(operator, Box::new((self.number(left)?, self.number(right)?))))
    }

    fn text(&self, expr: &IdedExpr) -> Result<Text> {
        match &expr.expr {
            Expr::Literal(LiteralValue::String(text)) => Ok(Text::Constant(text.inner().into())),
            Expr::Literal(LiteralValue::Null) => Ok(Text::Null),
            Expr::Literal(_) => Err(self.kind("text")),
            Expr::Ident(name) => (self.names.field)(name).map(Text::Field).ok_or_else(|| self.unknown(name)),
            Expr::Call(call) => match call.func_name.as_str() {
                operators::INDEX => Ok(Text::Field(self.index(call)?)),
                operators::CONDITIONAL => {
                    let [condition, yes, no] = self.args(call)?;
                    let choice = (self.condition(condition)?, self.text(yes)?, self.text(no)?);
                    Ok(Text::Choose(Box::new(choice)))
                }
                name if is_condition(name) || is_number(name) => Err(self.kind("text")),
                name => Err(self.missing(name)),
            },
            _ => Err(self.not_here()),
        }
    }

    fn condition(&self, expr: &IdedExpr) -> Result<Condition> {
        match &expr.expr {
            Expr::Literal(LiteralValue::Boolean(holds)) => Ok(Condition::Constant(*holds.inner())),
            Expr::Ident(name) if (self.names.field)(name).is_none() && (self.names.sum)(name).is_none() => {
                Err(self.unknown(name))
            }
            Expr::Literal(_) | Expr::Ident(_) => Err(self.kind("condition")),
            Expr::Call(call) => self.condition_of(call),
            _ => Err(self.not_here()),
        }
    }

    fn condition_of(&self, call: &CallExpr) -> Result<Condition> {
        let comparison = match call.func_name.as_str() {
            operators::LOGICAL_NOT => {
                let [inner] = self.args(call)?;
                return Ok(Condition::Not(Box::new(self.condition(inner)?)));
            }
            operators::LOGICAL_AND => {
                let [left, right] = self.args(call)?;
                return Ok(Condition::And(Box::new((self.condition(left)?, self.condition(right)?))));
            }
            operators::LOGICAL_OR => {
                let [left, right] = self.args(call)?;
                return Ok(Condition::Or(Box::new((self.condition(left)?, self.condition(right)?))));
            }
            operators::CONDITIONAL => {
                let [condition, yes, no] = self.args(call)?;
                let choice = (self.condition(condition)?, self.condition(yes)?, self.condition(no)?);
                return Ok(Condition::Choose(Box::new(choice)));
            }
            operators::IN => return self.within(call),
            "startsWith" => return self.part(Part::Start, call),
            "endsWith" => return self.part(Part::End, call),
            "contains" => return self.part(Part::Anywhere, call),
            "matches" => return self.matches(call),
            operators::EQUALS => Comparison::Equal,
            operators::NOT_EQUALS => Comparison::Unequal,
            operators::LESS => Comparison::Less,
            operators::LESS_EQUALS => Comparison::AtMost,
            operators::GREATER => Comparison::Greater,
            operators::GREATER_EQUALS => Comparison::AtLeast,
            name if is_number(name) || name == operators::INDEX => return Err(self.kind("condition")),
            name => return Err(self.missing(name)),
        };
        self.compare(comparison, call)
    }

    fn compare(&self, comparison: Comparison, call: &CallExpr) -> Result<Condition> {
        let [left, right] = self.args(call)?;
        let equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let negate = |condition| match comparison {
            Comparison::Unequal => Condition::Not(Box::new(condition)),
            _ => condition,
        };
        match (self.kind_of(left), self.kind_of(right)) {
            (Kind::Null, other) | (other, Kind::Null) if equality => {
                let value = if self.kind_of(left) == Kind::Null { right } else { left };
                Ok(negate(match other {
                    Kind::Number => Condition::NoNumber(Box::new(self.number(value)?)),
                    Kind::Null => Condition::Constant(true),
                    _ => Condition::NoText(self.text(value)?),
                }))
            }
            (Kind::Condition, Kind::Condition) if equality => {
                Ok(negate(Condition::Same(Box::new((self.condition(left)?, self.condition(right)?)))))
            }
            (Kind::Text, _) | (_, Kind::Text) => {
                Ok(Condition::Texts(comparison, Box::new((self.text(left)?, self.text(right)?))))
            }
            (Kind::Field, Kind::Field) if equality => {
                Ok(Condition::Texts(comparison, Box::new((self.text(left)?, self.text(right)?))))
            }
            _ => Ok(Condition::Numbers(comparison, Box::new((self.number(left)?, self.number(right)?)))),
        }
    }

    fn within(&self, call: &CallExpr) -> Result<Condition> {
        let [value, list] = self.args(call)?;
        let Expr::List(list) = &list.expr else { return Err(self.not_here()) };
        let texts = list.elements.iter().map(|one| match self.text(one) {
            Ok(Text::Constant(text)) => Some(text),
            _ => None,
        });
        if let Some(texts) = texts.collect::<Option<Vec<_>>>() {
            return Ok(Condition::TextIn(self.text(value)?, texts));
        }
        let numbers = list.elements.iter().map(|one| match self.number(one)? {
            Number::Constant(number) => Ok(number),
            _ => Err(self.not_here()),
        });
        Ok(Condition::NumberIn(Box::new(self.number(value)?), numbers.collect::<Result<_>>()?))
    }

    fn part(&self, part: Part, call: &CallExpr) -> Result<Condition> {
        let (Some(text), [wanted]) = (&call.target, call.args.as_slice()) else { return Err(self.not_here()) };
        Ok(Condition::Part(part, Box::new((self.text(text)?, self.text(wanted)?))))
    }

    fn matches(&self, call: &CallExpr) -> Result<Condition> {
        let (text, pattern) = match (&call.target, call.args.as_slice()) {
            (Some(text), [pattern]) => (&**text, pattern),
            (None, [text, pattern]) => (text, pattern),
            _ => return Err(self.not_here()),
        };
        let Expr::Literal(LiteralValue::String(pattern)) = &pattern.expr else { return Err(self.not_here()) };
        let pattern = RegexBuilder::new(pattern.inner()).size_limit(PATTERN).build();
        let pattern = pattern.map_err(|_| Error::asked("map-pattern").with("expression", clean(self.text)))?;
        Ok(Condition::Matches(self.text(text)?, Box::new(pattern)))
    }

    fn index(&self, call: &CallExpr) -> Result<Field> {
        let [row, name] = self.args(call)?;
        match (&row.expr, &name.expr) {
            (Expr::Ident(row), Expr::Literal(LiteralValue::String(name))) if row == "row" => {
                (self.names.field)(name.inner()).ok_or_else(|| self.unknown(name.inner()))
            }
            _ => Err(self.not_here()),
        }
    }

    /// What an expression is; where it is nothing, compiling it says so.
    fn kind_of(&self, expr: &IdedExpr) -> Kind {
        match &expr.expr {
            Expr::Literal(literal) => match literal {
                LiteralValue::String(_) | LiteralValue::Bytes(_) => Kind::Text,
                LiteralValue::Boolean(_) => Kind::Condition,
                LiteralValue::Null => Kind::Null,
                LiteralValue::Int(_) | LiteralValue::UInt(_) | LiteralValue::Double(_) => Kind::Number,
            },
            Expr::Ident(name) if (self.names.sum)(name).is_some() => Kind::Number,
            Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                (operators::CONDITIONAL, [_, yes, no]) => match self.kind_of(yes) {
                    Kind::Null | Kind::Field => self.kind_of(no),
                    kind => kind,
                },
                (operators::INDEX, _) => Kind::Field,
                (name, _) if is_condition(name) => Kind::Condition,
                _ => Kind::Number,
            },
            _ => Kind::Field,
        }
    }

    fn args<'e, const N: usize>(&self, call: &'e CallExpr) -> Result<[&'e IdedExpr; N]> {
        let args: Vec<&IdedExpr> = call.args.iter().collect();
        <[&IdedExpr; N]>::try_from(args).map_err(|_| self.not_here())
    }

    fn decimal(&self, text: &str) -> Result<Decimal> {
        Decimal::parse(text.as_bytes()).map_err(|_| self.not_here())
    }

    fn said(&self, id: &'static str) -> Error {
        Error::asked(id).with("expression", clean(self.text))
    }

    fn unknown(&self, name: &str) -> Error {
        self.said("map-name").with("name", clean(name)).with("names", (self.names.list)())
    }

    fn missing(&self, name: &str) -> Error {
        let name = name.trim_matches(|c| c == '_' || c == '@');
        self.said("map-function").with("name", clean(name)).with("available", AVAILABLE)
    }

    fn not_here(&self) -> Error {
        self.said("map-part").with("available", AVAILABLE)
    }

    fn kind(&self, wanted: &'static str) -> Error {
        match wanted {
            "number" => self.said("map-kind-number"),
            "text" => self.said("map-kind-text"),
            _ => self.said("map-kind-condition"),
        }
    }
}

impl Number {
    /// Whether a division has a part in it.
    fn divides(&self) -> bool {
        match self {
            Self::Null | Self::Constant(_) | Self::Field(_) | Self::Sum(_) | Self::Size(_) => false,
            Self::Negated(inner) => inner.divides(),
            Self::Binary(operator, sides) => *operator == Operator::Over || sides.0.divides() || sides.1.divides(),
            Self::Choose(choice) => choice.1.divides() || choice.2.divides(),
        }
    }
}

/// Whether a function or operator makes a condition.
fn is_condition(name: &str) -> bool {
    let functions = ["startsWith", "endsWith", "contains", "matches"];
    let operators = [
        operators::LOGICAL_NOT,
        operators::LOGICAL_AND,
        operators::LOGICAL_OR,
        operators::IN,
        operators::EQUALS,
        operators::NOT_EQUALS,
        operators::LESS,
        operators::LESS_EQUALS,
        operators::GREATER,
        operators::GREATER_EQUALS,
    ];
    functions.contains(&name) || operators.contains(&name)
}

/// Whether a function or operator makes a number.
fn is_number(name: &str) -> bool {
    [operators::ADD, operators::SUBSTRACT, operators::MULTIPLY, operators::DIVIDE, operators::NEGATE, "size"]
        .contains(&name)
}
