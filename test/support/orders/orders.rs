use std::collections::HashMap;

/// One article of an order.
#[derive(Debug, Clone)]
pub struct Line {
    pub article: String,
    pub count: u32,
    pub cents: u32,
}

/// What a customer has asked for.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub customer: String,
    pub lines: Vec<Line>,
}

impl Order {
    /// The price in cents.
    pub fn total(&self) -> u32 {
        self.lines.iter().map(|line| line.count * line.cents).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Keeps orders by their id.
#[derive(Default)]
pub struct Store {
    orders: HashMap<String, Order>,
}

impl Store {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, order: Order) -> Result<(), String> {
        if order.id.is_empty() {
            return Err("an order needs an id".to_string());
        }
        if self.orders.contains_key(&order.id) {
            return Err(format!("order {} exists", order.id));
        }
        self.orders.insert(order.id.clone(), order);
        Ok(())
    }

    pub fn of(&self, customer: &str) -> Vec<&Order> {
        let mut found: Vec<&Order> = self
            .orders
            .values()
            .filter(|order| order.customer == customer)
            .collect();
        found.sort_by_key(|order| std::cmp::Reverse(order.total()));
        found
    }
}
