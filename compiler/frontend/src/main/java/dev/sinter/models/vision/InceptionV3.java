package dev.sinter.models.vision;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016, for [N, 3, 299, 299]; torchvision's
 * {@code inception_v3}. The auxiliary classifier is there with its parameters; {@link #forward} does not use it.
 */
public final class InceptionV3 extends Module {
    private final transient Map<String, Module> parts = new HashMap<>();
    private final transient Linear fc;

    public InceptionV3(int classes) {
        unit("Conv2d_1a_3x3", 3, 32, Window.of(3).stride(2));
        unit("Conv2d_2a_3x3", 32, 32, Window.of(3));
        unit("Conv2d_2b_3x3", 32, 64, Window.of(3).padding(1));
        unit("Conv2d_3b_1x1", 64, 80, Window.of(1));
        unit("Conv2d_4a_3x3", 80, 192, Window.of(3));
        part("Mixed_5b", new A(192, 32));
        part("Mixed_5c", new A(256, 64));
        part("Mixed_5d", new A(288, 64));
        part("Mixed_6a", new B(288));
        part("Mixed_6b", new C(768, 128));
        part("Mixed_6c", new C(768, 160));
        part("Mixed_6d", new C(768, 160));
        part("Mixed_6e", new C(768, 192));
        Auxiliary auxiliary = registerModule("AuxLogits", new Auxiliary(classes));
        part("Mixed_7a", new D(768));
        part("Mixed_7b", new E(1280));
        part("Mixed_7c", new E(2048));
        fc = registerModule("fc", new Linear(2048, classes));
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Init.truncNormal_(conv.weight, 0, 0.1, -2, 2);
            } else if (module instanceof Linear linear) {
                Init.truncNormal_(linear.weight, 0, linear == auxiliary.fc ? 0.001 : 0.1, -2, 2);
            }
        }
    }

    private void unit(String name, int in, int out, Window window) {
        part(name, new ConvNormRelu(in, out, window));
    }

    private void part(String name, Module module) {
        parts.put(name, registerModule(name, module));
    }

    private Tensor run(String name, Tensor x) {
        return java.util.Objects.requireNonNull(parts.get(name)).call(x);
    }

    /** Convolutions by name, run one after the other, side by side. */
    private abstract static class Branches extends Module {
        private final transient Map<String, ConvNormRelu> units = new HashMap<>();

        final void unit(String name, int in, int out, Window window) {
            units.put(name, registerModule(name, new ConvNormRelu(in, out, window)));
        }

        final Tensor run(Tensor x, String... names) {
            Tensor y = x;
            for (String name : names) {
                y = java.util.Objects.requireNonNull(units.get(name)).call(y);
            }
            return y;
        }

        static Tensor mean(Tensor x) {
            return Functional.avgPool2d(x, 3, 1, 1);
        }

        static Tensor greatest(Tensor x) {
            return Functional.maxPool2d(x, 3, 2, 0);
        }

        /** Windows of 1 by {@code size} that keep the sizes. */
        static Window wide(int size) {
            return Window.of(1, size).padding(0, size / 2);
        }

        /** Windows of {@code size} by 1 that keep the sizes. */
        static Window high(int size) {
            return Window.of(size, 1).padding(size / 2, 0);
        }
    }

    /** Figure 5 of the paper. */
    private static final class A extends Branches {
        A(int in, int pooled) {
            unit("branch1x1", in, 64, Window.of(1));
            unit("branch5x5_1", in, 48, Window.of(1));
            unit("branch5x5_2", 48, 64, Window.of(5).padding(2));
            unit("branch3x3dbl_1", in, 64, Window.of(1));
            unit("branch3x3dbl_2", 64, 96, Window.of(3).padding(1));
            unit("branch3x3dbl_3", 96, 96, Window.of(3).padding(1));
            unit("branch_pool", in, pooled, Window.of(1));
        }

        @Override
        public Tensor forward(Tensor x) {
            return Sinter.cat(List.of(run(x, "branch1x1"), run(x, "branch5x5_1", "branch5x5_2"),
                    run(x, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"), run(mean(x), "branch_pool")), 1);
        }
    }

    /** Half the size. */
    private static final class B extends Branches {
        B(int in) {
            unit("branch3x3", in, 384, Window.of(3).stride(2));
            unit("branch3x3dbl_1", in, 64, Window.of(1));
            unit("branch3x3dbl_2", 64, 96, Window.of(3).padding(1));
            unit("branch3x3dbl_3", 96, 96, Window.of(3).stride(2));
        }

        @Override
        public Tensor forward(Tensor x) {
            return Sinter.cat(List.of(run(x, "branch3x3"),
                    run(x, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"), greatest(x)), 1);
        }
    }

    /** Figure 6 of the paper. */
    private static final class C extends Branches {
        C(int in, int inner) {
            unit("branch1x1", in, 192, Window.of(1));
            unit("branch7x7_1", in, inner, Window.of(1));
            unit("branch7x7_2", inner, inner, wide(7));
            unit("branch7x7_3", inner, 192, high(7));
            unit("branch7x7dbl_1", in, inner, Window.of(1));
            unit("branch7x7dbl_2", inner, inner, high(7));
            unit("branch7x7dbl_3", inner, inner, wide(7));
            unit("branch7x7dbl_4", inner, inner, high(7));
            unit("branch7x7dbl_5", inner, 192, wide(7));
            unit("branch_pool", in, 192, Window.of(1));
        }

        @Override
        public Tensor forward(Tensor x) {
            return Sinter.cat(List.of(run(x, "branch1x1"), run(x, "branch7x7_1", "branch7x7_2", "branch7x7_3"),
                    run(x, "branch7x7dbl_1", "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5"),
                    run(mean(x), "branch_pool")), 1);
        }
    }

    /** Half the size again. */
    private static final class D extends Branches {
        D(int in) {
            unit("branch3x3_1", in, 192, Window.of(1));
            unit("branch3x3_2", 192, 320, Window.of(3).stride(2));
            unit("branch7x7x3_1", in, 192, Window.of(1));
            unit("branch7x7x3_2", 192, 192, wide(7));
            unit("branch7x7x3_3", 192, 192, high(7));
            unit("branch7x7x3_4", 192, 192, Window.of(3).stride(2));
        }

        @Override
        public Tensor forward(Tensor x) {
            return Sinter.cat(List.of(run(x, "branch3x3_1", "branch3x3_2"),
                    run(x, "branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3", "branch7x7x3_4"), greatest(x)), 1);
        }
    }

    /** Figure 7 of the paper. */
    private static final class E extends Branches {
        E(int in) {
            unit("branch1x1", in, 320, Window.of(1));
            unit("branch3x3_1", in, 384, Window.of(1));
            unit("branch3x3_2a", 384, 384, wide(3));
            unit("branch3x3_2b", 384, 384, high(3));
            unit("branch3x3dbl_1", in, 448, Window.of(1));
            unit("branch3x3dbl_2", 448, 384, Window.of(3).padding(1));
            unit("branch3x3dbl_3a", 384, 384, wide(3));
            unit("branch3x3dbl_3b", 384, 384, high(3));
            unit("branch_pool", in, 192, Window.of(1));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor three = run(x, "branch3x3_1");
            Tensor twice = run(x, "branch3x3dbl_1", "branch3x3dbl_2");
            return Sinter.cat(List.of(run(x, "branch1x1"), run(three, "branch3x3_2a"), run(three, "branch3x3_2b"),
                    run(twice, "branch3x3dbl_3a"), run(twice, "branch3x3dbl_3b"), run(mean(x), "branch_pool")), 1);
        }
    }

    /** A classifier half way, for training. */
    static final class Auxiliary extends Module {
        final ConvNormRelu conv0 = new ConvNormRelu(768, 128, Window.of(1));
        final ConvNormRelu conv1 = new ConvNormRelu(128, 768, Window.of(5));
        final Linear fc;

        Auxiliary(int classes) {
            fc = new Linear(768, classes);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = conv1.call(conv0.call(Functional.avgPool2d(x, 5, 3, 0)));
            return fc.call(Functional.adaptiveAvgPool2d(y, 1, 1).flatten(1));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = run("Conv2d_2b_3x3", run("Conv2d_2a_3x3", run("Conv2d_1a_3x3", x)));
        y = run("Conv2d_4a_3x3", run("Conv2d_3b_1x1", Functional.maxPool2d(y, 3, 2, 0)));
        y = Functional.maxPool2d(y, 3, 2, 0);
        for (String name : List.of("5b", "5c", "5d", "6a", "6b", "6c", "6d", "6e", "7a", "7b", "7c")) {
            y = run("Mixed_" + name, y);
        }
        y = Functional.dropout(Functional.adaptiveAvgPool2d(y, 1, 1), 0.5, isTraining());
        return fc.call(y.flatten(1));
    }
}
