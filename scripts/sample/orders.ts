export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly items: readonly Item[];
}

export interface Item {
  readonly name: string;
  readonly price: number;
  readonly quantity: number;
}

export function orderTotal(order: Order): number {
  let total = 0;
  for (const item of order.items) {
    total += item.price * item.quantity;
  }
  return total;
}

export function itemCount(order: Order): number {
  let count = 0;
  for (const item of order.items) {
    count += item.quantity;
  }
  return count;
}

export function ordersOf(customer: string, orders: readonly Order[]): Order[] {
  return orders.filter((order) => order.customer === customer);
}

// A place to try Nanotype in: write a function like those above,
// or a comment. Tab takes a suggestion, Escape hides it.
