package orders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps orders by their id. */
public final class Orders {
    private final Map<String, Order> orders = new HashMap<>();

    /** One article of an order. */
    public record Line(String article, int count, int cents) {}

    /** What a customer has asked for. */
    public record Order(String id, String customer, List<Line> lines) {
        public int total() {
            int total = 0;
            for (Line line : lines) {
                total += line.count() * line.cents();
            }
            return total;
        }
    }

    public void add(Order order) {
        if (order.id().isEmpty()) {
            throw new IllegalArgumentException("an order needs an id");
        }
        if (orders.containsKey(order.id())) {
            throw new IllegalStateException("order " + order.id() + " exists");
        }
        orders.put(order.id(), order);
    }

    public List<Order> of(String customer) {
        List<Order> found = new ArrayList<>();
        for (Order order : orders.values()) {
            if (order.customer().equals(customer)) {
                found.add(order);
            }
        }
        found.sort(Comparator.comparingInt(Order::total).reversed());
        return found;
    }
}
