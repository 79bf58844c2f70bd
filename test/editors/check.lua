-- Runs inside Neovim, after the configuration of docs/editors/neovim.md: does what a person does, and writes down what they see.

local function waited(what, condition)
  if not vim.wait(60000, condition, 50) then error('waited in vain for ' .. what) end
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

local function put_cursor_on(text)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search('\\V' .. text, 'cW') > 0, text .. ' is not there')
end

local function look()
  local seen = { actions = {} }
  waited('diagnostics', function() return #vim.diagnostic.get(0) >= 2 end)
  seen.diagnostics = vim.tbl_map(function(found)
    return { line = found.lnum + 1, severity = found.severity, source = found.source, code = found.code, message = found.message }
  end, vim.diagnostic.get(0))

  put_cursor_on('kernel_fpu_begin_mask')
  vim.lsp.buf.hover()
  waited('a hover', floating_text)
  seen.hover = floating_text()

  put_cursor_on('GPLv2')
  vim.ui.select = function(items, _, choose)
    for _, item in ipairs(items) do table.insert(seen.actions, item[2].title) end
    for _, item in ipairs(items) do
      if item[2].title:find('GPL v2', 1, true) then return choose(item) end
    end
  end
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.code_action()
  waited('an edit', function() return vim.api.nvim_buf_get_changedtick(0) ~= before end)
  seen.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  waited('the diagnostics after the edit', function() return #vim.diagnostic.get(0) == 0 end)
  return seen
end

local worked, seen = pcall(look)
local file = assert(io.open(vim.env.SEEN, 'w'))
file:write(vim.json and vim.json.encode(worked and seen or { failure = seen }) or vim.fn.json_encode(worked and seen or { failure = seen }))
file:close()
vim.cmd('qall!')
