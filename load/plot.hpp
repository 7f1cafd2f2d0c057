#pragma once

// Curves as SVG that stands within a page and needs no script: axes, marks, a legend.

#include <string>
#include <utility>
#include <vector>

namespace bursar::load {

struct Curve {
  std::string name;
  std::vector<std::pair<double, double>> points;  // by x
};

struct Plot {
  std::string title = {};
  std::string across = {};  // what x is
  std::string up = {};
  bool across_by_tens = false;  // logarithmic; what is not above zero is left out
  bool up_by_tens = false;
  std::vector<Curve> curves = {};  // as many as there are colours: four
};

/// At most a thousand points of each curve are drawn, evenly chosen, the last among them.
std::string svg_of(const Plot& plot);

/// Where marks stand between the two: at 1, 2 and 5 times powers of ten; by tens at every power.
std::vector<double> marks(double from, double to, bool by_tens);

/// For text between tags.
std::string escaped(const std::string& text);

}  // namespace bursar::load
