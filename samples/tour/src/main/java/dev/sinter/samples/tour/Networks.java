package dev.sinter.samples.tour;

import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.randn;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ModuleList;
import dev.sinter.nn.Sequential;
import dev.sinter.nn.Tanh;
import dev.sinter.optim.SGD;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Modules, and how they learn. */
final class Networks {
    static final List<Step> STEPS = List.of(
            new Step(20, "LeNet", Networks::leNet),
            new Step(21, "An update by hand and by SGD", Networks::update),
            new Step(22, "Modules in modules", Networks::nesting));

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
}
