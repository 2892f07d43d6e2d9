package dev.sinter.nn;

import java.util.HashSet;
import java.util.List;

/** What poolings have in common: their windows. */
public abstract sealed class Pooling extends Module
        permits MaxPool1d, MaxPool2d, MaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d, LPPool1d, LPPool2d {
    final Window window;

    Pooling(Window window) {
        this.window = window;
    }

    @Override
    protected String describe() {
        return "kernel_size=" + brief(window.kernel()) + ", stride="
                + brief(window.stride().isEmpty() ? window.kernel() : window.stride()) + ", padding="
                + brief(window.padding());
    }

    /** One number where all are the same. */
    static String brief(List<Integer> numbers) {
        return new HashSet<>(numbers).size() == 1 ? numbers.get(0).toString() : Window.tuple(numbers);
    }
}
