package dev.sinter.nn;

import java.math.BigDecimal;

/** Values as modules print them, so that a tree reads as people know it: {@code True}, {@code 1e-05}. */
final class Words {
    private Words() {}

    static String of(boolean value) {
        return value ? "True" : "False";
    }

    /** A number with as many digits as it takes, whole ones of a double with {@code .0}. */
    static String of(double value) {
        double size = Math.abs(value);
        if (value == 0 || size >= 1e-4 && size < 1e16) {
            return new BigDecimal(Double.toString(value)).toPlainString();
        }
        String[] parts = Double.toString(value).split("E", -1);
        int exponent = Integer.parseInt(parts[1]);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        return digits + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** The sizes as a tuple. */
    static String shape(dev.sinter.types.Shape shape) {
        return Window.tuple(java.util.Arrays.stream(shape.sizes()).boxed().toList());
    }

    static String of(Window window) {
        return "kernel_size=" + Pooling.brief(window.kernel()) + ", dilation=" + Pooling.brief(window.dilation())
                + ", padding=" + Pooling.brief(window.padding()) + ", stride="
                + (window.stride().isEmpty() ? "1" : Pooling.brief(window.stride()));
    }
}
