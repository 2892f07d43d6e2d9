package dev.sinter.samples.tour;

import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.randn;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.zeros;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ModuleList;
import dev.sinter.nn.Sequential;
import dev.sinter.nn.Tanh;
import dev.sinter.optim.Adam;
import dev.sinter.optim.LBFGS;
import dev.sinter.optim.Optimizer;
import dev.sinter.optim.SGD;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Modules, and how they learn. */
final class Networks {
    static final List<Step> STEPS = List.of(
            new Step(20, "LeNet", Networks::leNet),
            new Step(21, "An update by hand and by SGD", Networks::update),
            new Step(22, "Modules in modules", Networks::nesting),
            new Step(23, "Hooks; training and evaluating", Networks::modes),
            new Step(24, "Three optimisers find one line", Networks::regression));

    private Networks() {}

    /** The classic network for one channel of 32 by 32. */
    static final class LeNet extends Module {
        final Conv2d conv1 = new Conv2d(1, 6, 5);
        final Conv2d conv2 = new Conv2d(6, 16, 5);
        final MaxPool2d pool = new MaxPool2d(2);
        final Linear fc1 = new Linear(16 * 5 * 5, 120);
        final Linear fc2 = new Linear(120, 84);
        final Linear fc3 = new Linear(84, 10);

        @Override
        public Tensor forward(Tensor x) {
            Tensor maps = pool.call(conv2.call(pool.call(conv1.call(x).relu())).relu());
            return fc3.call(fc2.call(fc1.call(maps.flatten(1)).relu()).relu());
        }
    }

    private static void leNet(Page page) {
        manualSeed(0);
        LeNet net = new LeNet();
        page.show("net", net);
        page.show("net.parameters().size()", net.parameters().size());
        page.show("net.parameters().get(0).shape()", net.parameters().get(0).shape());
        Parameter bias = net.parameters().get(1);
        Tensor x = randn(1, 1, 32, 32);
        page.compiled("net.call(x)", net, x);
        net.zeroGrad();
        page.show("net.conv1.bias.grad() before", bias.grad());
        net.call(x).backward(ones(1, 10));
        Tensor gradient = Objects.requireNonNull(bias.grad());
        page.show("net.conv1.bias.grad() after", gradient);
    }

    private static void update(Page page) {
        Tensor x = randn(4, 3);
        Tensor target = randn(4, 2);
        double rate = 0.01;
        manualSeed(1);
        Linear byHand = new Linear(3, 2);
        manualSeed(1);
        Linear bySgd = new Linear(3, 2);
        SGD sgd = new SGD(bySgd.parameters(), rate);
        for (int step = 0; step < 3; step++) {
            byHand.zeroGrad();
            Functional.mseLoss(byHand.call(x), target).backward();
            noGrad(() -> {
                for (Parameter p : byHand.parameters()) {
                    p.sub_(Objects.requireNonNull(p.grad()).mul(rate));
                }
            });
            sgd.zeroGrad();
            Functional.mseLoss(bySgd.call(x), target).backward();
            sgd.step();
        }
        page.show("the same weights", byHand.parameters().get(0).equal(bySgd.parameters().get(0)));
        page.show("the same biases", byHand.parameters().get(1).equal(bySgd.parameters().get(1)));
    }

    /** Ten layers in a list, used two at a time. */
    static final class Pairs extends Module {
        final ModuleList layers = new ModuleList(IntStream.range(0, 10).mapToObj(i -> new Linear(4, 4)).toList());
        final Sequential inner = new Sequential(new Linear(4, 13), new Tanh(), new Linear(13, 1));

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = x;
            for (int i = 0; i < layers.size(); i++) {
                y = layers.get(i / 2).call(y).add(layers.get(i).call(y));
            }
            return inner.call(y);
        }
    }

    private static void nesting(Page page) {
        manualSeed(0);
        Sequential plain = new Sequential(new Linear(1, 13), new Tanh(), new Linear(13, 1));
        page.show("plain", plain);
        Pairs pairs = new Pairs();
        page.show("pairs.namedParameters().keySet()", pairs.namedParameters().keySet());
        page.compiled("pairs.call(x)", pairs, randn(2, 4));
    }

    private static void modes(Page page) {
        manualSeed(0);
        Linear linear = new Linear(2, 2);
        Runnable remove = linear.registerHook((module, input, output) -> {
            page.show("the hook sees an output of shape", output.shape());
            return output;
        });
        linear.call(ones(3, 2));
        remove.run();
        linear.call(ones(3, 2));
        Dropout dropout = new Dropout(0.5);
        page.show("dropout in training", dropout.call(ones(8)));
        dropout.eval();
        page.compiled("dropout in evaluation", dropout, ones(8));
        BatchNorm2d norm = new BatchNorm2d(1);
        norm.call(randn(8, 1, 2, 2).mul(3).add(5));
        page.show("the running mean after one batch", norm.getBuffer("running_mean"));
        norm.eval();
        page.compiled("norm in evaluation", norm, ones(1, 1, 1, 2));
    }

    private static final double[] CELSIUS = {0.5, 14, 15, 28, 11, 8, 3, -4, 6, 13, 21};
    private static final double[] UNKNOWN = {35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4};

    /** The line through the least squares, by the textbook's sums. */
    private static double[] leastSquares() {
        double x = Arrays.stream(UNKNOWN).sum() / UNKNOWN.length;
        double y = Arrays.stream(CELSIUS).sum() / CELSIUS.length;
        double above = 0;
        double below = 0;
        for (int i = 0; i < UNKNOWN.length; i++) {
            above += (UNKNOWN[i] - x) * (CELSIUS[i] - y);
            below += (UNKNOWN[i] - x) * (UNKNOWN[i] - x);
        }
        return new double[]{above / below, y - above / below * x};
    }

    private static void regression(Page page) {
        double[] line = leastSquares();
        page.show("the least-squares line", String.format(Locale.ROOT, "%.4f x %+.4f", line[0], line[1]));
        Tensor x = tensor(UNKNOWN).mul(0.1);
        Tensor y = tensor(CELSIUS);
        Map<String, Function<List<Parameter>, Optimizer>> optimizers = new LinkedHashMap<>();
        optimizers.put("SGD", parameters -> new SGD(parameters, 1e-2));
        optimizers.put("Adam", parameters -> new Adam(parameters, 0.05));
        optimizers.put("LBFGS", parameters -> new LBFGS(parameters, 1, true));
        optimizers.forEach((name, make) -> {
            Parameter w = new Parameter(ones(Shape.of(1), DType.F64));
            Parameter b = new Parameter(zeros(Shape.of(1), DType.F64));
            Optimizer optimizer = make.apply(List.of(w, b));
            int steps = name.equals("LBFGS") ? 5 : 5000;
            for (int step = 0; step < steps; step++) {
                optimizer.step(() -> {
                    optimizer.zeroGrad();
                    Tensor loss = Functional.mseLoss(x.mul(w).add(b), y);
                    loss.backward();
                    return loss;
                });
            }
            page.show(name + " after " + steps + " steps", String.format(Locale.ROOT, "%.4f x %+.4f",
                    w.itemDouble() * 0.1, b.itemDouble()));
        });
    }
}
