package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A sum of products in Einstein's notation: operands are multiplied from the left to the right, each label summed as soon as none needs it. */
final class Einsum {
    /** The axes of an ellipsis have labels from here on, the last axis the first one. */
    private static final int ELLIPSIS = 0x10000;

    /** A factor and the label of each of its axes. */
    private record Term(Tensor tensor, List<Integer> labels) {
        Dim size(int label) {
            return tensor.shape().dim(labels.indexOf(label));
        }

        Term without(List<Integer> needed) {
            int[] summed = labels.stream().filter(label -> !needed.contains(label)).mapToInt(labels::indexOf).toArray();
            return summed.length == 0
                    ? this
                    : new Term(tensor.sum(summed), labels.stream().filter(needed::contains).toList());
        }

        /** With these axes first, absent ones of size 1, then one axis for each of two groups. */
        Tensor grouped(List<Integer> batch, List<Integer> rows, List<Integer> columns) {
            List<Integer> order = new ArrayList<>(batch.stream().filter(labels::contains).toList());
            order.addAll(rows);
            order.addAll(columns);
            List<Dim> dims = new ArrayList<>();
            batch.forEach(label -> dims.add(labels.contains(label) ? size(label) : Dim.ONE));
            dims.add(rows.stream().map(this::size).reduce(Dim.ONE, Dim::times));
            dims.add(columns.stream().map(this::size).reduce(Dim.ONE, Dim::times));
            return tensor.permute(order.stream().mapToInt(labels::indexOf).toArray()).reshape(Shape.of(dims));
        }
    }

    private final String equation;

    private Einsum(String equation) {
        this.equation = equation.replace(" ", "");
    }

    static Tensor of(String equation, Tensor... operands) {
        return new Einsum(equation).run(operands);
    }

    private Tensor run(Tensor[] operands) {
        int arrow = equation.indexOf("->");
        String[] inputs = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        if (inputs.length != operands.length) {
            throw wrong("it names " + inputs.length + " operands, but " + operands.length + " are given");
        }
        List<Term> terms = new ArrayList<>();
        TreeMap<Integer, Integer> uses = new TreeMap<>();
        int dots = 0;
        for (int i = 0; i < inputs.length; i++) {
            List<Integer> labels = labels(inputs[i], operands[i].rank());
            dots = Math.max(dots, (int) labels.stream().filter(label -> label >= ELLIPSIS).count());
            labels.forEach(label -> uses.merge(label, 1, Integer::sum));
            terms.add(distinct(operands[i], labels));
        }
        String output = arrow < 0 ? "" : equation.substring(arrow + 2);
        List<Integer> result = arrow < 0
                ? implied(uses, dots)
                : labels(output, plain(output) + (output.contains("...") ? dots : 0));
        if (result.stream().distinct().count() != result.size() || !uses.keySet().containsAll(result)) {
            throw wrong("each label of the result must stand there once, and in an operand");
        }
        Term product = terms.get(0);
        for (int i = 1; i < terms.size(); i++) {
            List<Integer> needed = new ArrayList<>(result);
            terms.subList(i + 1, terms.size()).forEach(term -> needed.addAll(term.labels()));
            product = multiply(product, terms.get(i), needed);
        }
        Term last = product.without(result);
        return last.tensor().permute(result.stream().mapToInt(last.labels()::indexOf).toArray());
    }

    private Term multiply(Term first, Term second, List<Integer> needed) {
        List<Integer> wanted = new ArrayList<>(needed);
        wanted.addAll(second.labels());
        Term a = first.without(wanted);
        wanted = new ArrayList<>(needed);
        wanted.addAll(a.labels());
        Term b = second.without(wanted);
        List<Integer> batch = new ArrayList<>();
        List<Integer> summed = new ArrayList<>();
        for (int label : a.labels()) {
            if (b.labels().contains(label)) {
                (needed.contains(label) ? batch : summed).add(label);
                boolean broadcast = needed.contains(label) && (a.size(label).is(1) || b.size(label).is(1));
                if (!broadcast && !a.size(label).equals(b.size(label))) {
                    throw wrong("shapes " + a.tensor().shape() + " and " + b.tensor().shape() + " give "
                            + name(label) + " the sizes " + a.size(label) + " and " + b.size(label));
                }
            }
        }
        List<Integer> rows = a.labels().stream().filter(label -> !b.labels().contains(label)).toList();
        List<Integer> columns = b.labels().stream().filter(label -> !a.labels().contains(label)).toList();
        Tensor left = a.grouped(batch, rows, summed);
        Tensor right = b.grouped(batch, summed, columns);
        Tensor product = summed.isEmpty() ? left.mul(right) : left.matmul(right);
        List<Dim> dims = new ArrayList<>(product.shape().dims().subList(0, batch.size()));
        rows.forEach(label -> dims.add(a.size(label)));
        columns.forEach(label -> dims.add(b.size(label)));
        List<Integer> labels = new ArrayList<>(batch);
        labels.addAll(rows);
        labels.addAll(columns);
        return new Term(product.reshape(Shape.of(dims)), labels);
    }

    /** A label that an operand has twice means its diagonal. */
    private Term distinct(Tensor tensor, List<Integer> labels) {
        for (int second = 0; second < labels.size(); second++) {
            Integer label = labels.get(second);
            int first = labels.indexOf(label);
            if (first < second) {
                if (!tensor.shape().dim(first).equals(tensor.shape().dim(second))) {
                    throw wrong("of shape " + tensor.shape() + " the axes " + first + " and " + second
                            + " share a label, so they must be equal");
                }
                List<Integer> merged = new ArrayList<>(labels);
                merged.subList(second, second + 1).clear();
                merged.subList(first, first + 1).clear();
                merged.add(label);
                return distinct(tensor.diagonal(0, first, second), merged);
            }
        }
        return new Term(tensor, labels);
    }

    private static List<Integer> implied(TreeMap<Integer, Integer> uses, int dots) {
        List<Integer> result = new ArrayList<>();
        for (int i = dots - 1; i >= 0; i--) {
            result.add(ELLIPSIS + i);
        }
        uses.forEach((label, count) -> {
            if (count == 1 && label < ELLIPSIS) {
                result.add(label);
            }
        });
        return result;
    }

    private static int plain(String text) {
        return (int) text.chars().filter(Character::isLetter).count();
    }

    private List<Integer> labels(String text, int rank) {
        String[] parts = text.split("\\.\\.\\.", -1);
        int spread = rank - plain(text);
        if (parts.length > 2 || Arrays.stream(parts).anyMatch(part -> plain(part) != part.length()) || spread < 0
                || parts.length == 1 && spread > 0) {
            throw wrong("'" + text + "' does not label " + rank + " axes; letters and at most one ... are needed");
        }
        List<Integer> labels = new ArrayList<>();
        parts[0].chars().forEach(labels::add);
        for (int i = spread - 1; parts.length == 2 && i >= 0; i--) {
            labels.add(ELLIPSIS + i);
        }
        if (parts.length == 2) {
            parts[1].chars().forEach(labels::add);
        }
        return labels;
    }

    private static String name(int label) {
        return label >= ELLIPSIS ? "an axis of ..." : "'" + Character.toString(label) + "'";
    }

    private Diagnostic wrong(String reason) {
        return new Diagnostic("einsum(\"" + equation + "\"): " + reason);
    }
}
