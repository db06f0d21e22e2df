//! What holds for what is wanted: targets and their cascade, the steps to a person's goals, checkpoints.

use super::Settling;
use crate::desk::rights::Deed;
use crate::domain::base::{Error, Grain};
use crate::domain::model::{Amendment, Checkpoint, Document, GoalSteps, Target, TargetState};
use crate::domain::rules::phase::PlanOwed;

impl Settling<'_> {
    pub(super) fn target(&self, old: Option<&Target>, new: &mut Target) -> Result<(), Error> {
        self.metric(&new.metric)?;
        self.owner(&new.owner)?;
        if new.base < 0 || new.stretch.is_some_and(|stretch| stretch < 0) {
            return Err(Error::asked("target-negative").with("metric", &new.metric));
        }
        let was_agreed = old.is_some_and(|old| old.state == TargetState::Agreed);
        if !self.is_superior(Deed::Target)
            && (new.state != TargetState::Draft || old.is_some_and(|old| old.state != TargetState::Draft))
        {
            return Err(self.rights.refuse("right-target", Deed::Target.row()));
        }
        if let Some(old) = old {
            new.amendments.clone_from(&old.amendments);
            if was_agreed && (old.base, old.stretch, old.state, old.due) != (new.base, new.stretch, new.state, new.due)
            {
                let reason = self.reason()?.to_owned();
                let (at, by) = (self.at, self.rights.user.clone());
                new.amendments.push(Amendment { at, by, base: old.base, stretch: old.stretch, reason });
            }
        }
        if new.state == TargetState::Agreed && !was_agreed {
            self.after_parent(new)?;
        }
        Ok(())
    }

    /// A goal that is behind passes its checkpoint with a plan of how it becomes better (S-011), and one of which nothing is
    /// reported with a plan of how its figures come (S-017).
    pub(super) fn checkpoint(&self, new: &Checkpoint) -> Result<(), Error> {
        let Checkpoint { metric, owner, month, part, .. } = new;
        if month.grain() != Grain::Month || !(1..=3).contains(part) {
            return Err(Error::asked("checkpoint-part"));
        }
        let name = month.name(self.premises.organisation.settings.fiscal_start);
        let refused = |id| Error::asked(id).with("metric", metric).with("owner", owner).with("period", &name);
        let goal = Target::empty(metric.clone(), owner.clone(), *month);
        if self.draft.document(&Document::Target(goal).key())?.is_none() {
            return Err(refused("target-none"));
        }
        let key = Document::Checkpoint(new.clone()).key();
        let owed = self.premises.plans_owed.iter().find(|(known, _)| *known == key);
        match owed.filter(|_| new.improvement.trim().is_empty()) {
            Some((_, PlanOwed::Behind)) => Err(refused("checkpoint-behind")),
            Some((_, PlanOwed::Unreported)) => Err(refused("checkpoint-unreported")),
            None => Ok(()),
        }
    }

    /// A target is not locked before the one that it is a part of (S-036).
    fn after_parent(&self, target: &Target) -> Result<(), Error> {
        let mut above = self.premises.organisation.owner_above(&target.owner, target.period.first());
        while let Some(owner) = above {
            let parent = Document::Target(Target { owner: owner.clone(), ..target.clone() });
            match self.draft.document(&parent.key())?.map(|found| found.document) {
                Some(Document::Target(parent)) if parent.state == TargetState::Agreed => return Ok(()),
                Some(Document::Target(parent)) => {
                    let error = Error::asked("target-before-parent").with("owner", &target.owner);
                    return Err(error.with("parent", &parent.owner).with("state", parent.state.word()));
                }
                // Nobody above has one of this metric: nothing has to come before it.
                _ => above = self.premises.organisation.owner_above(&owner, target.period.first()),
            }
        }
        Ok(())
    }

    /// The steps come in their order, one at a time (S-176).
    pub(super) fn steps(&self, before: &[(String, i64)], new: &mut GoalSteps) -> Result<(), Error> {
        self.person(&new.person)?;
        let one_more = new.taken.len() == before.len() + 1 && new.taken.starts_with(before);
        if new.taken.len() > GoalSteps::ALL || !(one_more || self.rights.all(Deed::Target)) {
            return Err(Error::asked("goal-steps-order").with("taken", before.len()).with("next", before.len() + 1));
        }
        if let Some((by, at)) = new.taken.last_mut() {
            self.sign(Deed::Target, by);
            self.date(Deed::Target, at);
        }
        Ok(())
    }
}
